// SPDX-License-Identifier: Apache-2.0
// node check.mjs   validates objects from standard input, a JSON array of {where, object}
// Prints one line for each problem, and nothing else.
//
// It validates twice. The validators of the models know formats, ranges and required fields, but accept unknown fields.
// The compiler knows from the types of the same models which fields exist.
import { readFileSync } from 'node:fs';
import ts from 'typescript';

// Of the groups that are not part of Kubernetes.
const PACKAGES = {
  'gateway.networking.k8s.io': '@kubernetes-models/gateway-api',
  'grafana.integreatly.org': '@kubernetes-models/grafana-operator',
  'monitoring.coreos.com': '@kubernetes-models/prometheus-operator',
};

const inputs = JSON.parse(readFileSync(0, 'utf8'));
const typed = [];
for (const { where, object } of inputs) {
  const module = moduleOf(object);
  let Model;
  try {
    Model = (await import(module))[object.kind];
  } catch (error) {
    console.log(`${where}: no type ${object.apiVersion} ${object.kind} (${error.message})`);
    continue;
  }
  try {
    new Model(object).validate();
  } catch (error) {
    console.log(`${where}: ${error.message}`);
  }
  typed.push({ where, object, module });
}
unknownFields();

function moduleOf({ apiVersion, kind }) {
  return `${PACKAGES[apiVersion.split('/')[0]] ?? 'kubernetes-models'}/${apiVersion}/${kind}`;
}

function unknownFields() {
  const file = new URL('objects.ts', import.meta.url).pathname;
  const lines = typed.flatMap(({ object, module }, i) => [
    `import type { I${object.kind} as T${i} } from '${module}';`,
    `export const x${i}: T${i} = ${JSON.stringify(object)};`,
  ]);
  const options = {
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  // In memory only: the host provides the one file that does not exist on disk.
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.fileExists = (name) => name === file || fileExists(name);
  host.readFile = (name) => (name === file ? lines.join('\n') : readFile(name));
  const program = ts.createProgram([file], options, host);
  for (const problem of ts.getPreEmitDiagnostics(program)) {
    const line = problem.file?.fileName === file ? problem.file.getLineAndCharacterOfPosition(problem.start).line : -2;
    const where = typed[Math.floor(line / 2)]?.where ?? problem.file?.fileName ?? 'types';
    console.log(`${where}: ${ts.flattenDiagnosticMessageText(problem.messageText, ' ')}`);
  }
}
