// SPDX-License-Identifier: Apache-2.0
// Draws a dashboard with data from a Prometheus, without Grafana, for the pictures in docs/images:
//   node draw.mjs --prometheus http://127.0.0.1:9090 --range 30m --var node=node-3 overview.json overview.png
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import UPNG from 'upng-js';
import { Prometheus } from './prometheus.mjs';
import { Variables } from './variables.mjs';
import { transformed } from './frames.mjs';

const { values: flags, positionals: [from, to] } = parseArgs({
  allowPositionals: true,
  options: {
    prometheus: { type: 'string', default: 'http://127.0.0.1:9090' },
    range: { type: 'string', default: '1h' },
    'scrape-interval': { type: 'string', default: '15s' },
    var: { type: 'string', multiple: true, default: [] },
    browser: { type: 'string', default: '/usr/bin/chromium' },
    width: { type: 'string', default: '1400' },
  },
});
const seconds = (text) => Number.parseFloat(text) * { s: 1, m: 60, h: 3600, d: 86400 }[text.at(-1)];

const dashboard = JSON.parse(readFileSync(from, 'utf8'));
const end = Math.floor(Date.now() / 1000);
const time = { start: end - seconds(flags.range), end, step: Math.max(5, Math.ceil(seconds(flags.range) / 240)) };
const scrape = seconds(flags['scrape-interval']);
const prometheus = new Prometheus(flags.prometheus, time);
const variables = await Variables.of(dashboard, prometheus, Object.fromEntries(flags.var.map((it) => it.split('='))), {
  __range: `${time.end - time.start}s`,
  __rate_interval: `${Math.max(time.step + scrape, 4 * scrape)}s`,
});

const panels = [];
for (const { panel, scope } of repeated(dashboard.panels)) {
  const results = [];
  for (const target of panel.targets ?? []) {
    const query = scope.into(target.expr);
    results.push({ target, series: await (target.instant ? prometheus.instant(query) : prometheus.range(query)) });
  }
  panels.push({ ...panel, title: scope.text(panel.title ?? ''), results, rows: transformed(panel, results) });
}
const alerts = dashboard.annotations.list.filter((it) => it.expr);
const marks = (await Promise.all(alerts.map((it) => prometheus.range(variables.into(it.expr))))).flat();

const browser = await chromium.launch({ executablePath: flags.browser, args: ['--no-sandbox'] });
try {
  const page = await browser.newPage({ viewport: { width: Number(flags.width), height: 900 } });
  page.on('pageerror', (error) => {
    throw error;
  });
  const here = (path) => new URL(path, import.meta.url).pathname;
  await page.goto(`file://${here('page.html')}`);
  await page.addScriptTag({ path: here('node_modules/echarts/dist/echarts.min.js') });
  await page.addScriptTag({ path: here('page.js'), type: 'module' });
  await page.waitForFunction(() => window.draw);
  await page.evaluate((it) => window.draw(it), { title: dashboard.title, variables: variables.shown(), panels, time, marks });
  // 256 colours are enough for a chart and need a third of the bytes.
  const picture = UPNG.decode(await page.screenshot({ fullPage: true }));
  writeFileSync(to, Buffer.from(UPNG.encode(UPNG.toRGBA8(picture), picture.width, picture.height, 256)));
} finally {
  await browser.close();
}

/** Copies a panel that repeats by a variable once for each value, side by side. */
function repeated(all) {
  return all.flatMap((panel) => {
    if (!panel.repeat) {
      return [{ panel, scope: variables }];
    }
    const values = variables.valuesOf(panel.repeat);
    const w = 24 / values.length;
    return values.map((value, i) => ({
      panel: { ...panel, gridPos: { ...panel.gridPos, x: i * w, w } },
      scope: variables.with(panel.repeat, value),
    }));
  });
}
