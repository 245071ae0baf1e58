// SPDX-License-Identifier: Apache-2.0
import { h, render } from './preact.js';

const main = document.getElementById('page');

async function show() {
  const answer = await fetch('report?links=none', { headers: { Accept: 'application/json' } });
  const report = await answer.json();
  render(h('p', null, report.summary), main);
}

show();
