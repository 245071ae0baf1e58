// SPDX-License-Identifier: Apache-2.0
// node check.mjs schema FILE...   validates dashboards against Grafana's own types
// node check.mjs promql           parses a JSON array of queries from standard input with the grammar of Prometheus
// Prints one line for each problem, and nothing else.
import { readFileSync } from 'node:fs';

const [what, ...files] = process.argv.slice(2);
if (what === 'schema') {
  await schema(files);
} else if (what === 'promql') {
  await promql(JSON.parse(readFileSync(0, 'utf8')));
} else {
  throw new Error('schema FILE... or promql');
}

async function schema(files) {
  const { createGenerator } = await import('ts-json-schema-generator');
  const { default: Ajv } = await import('ajv');
  const types = new URL('node_modules/@grafana/schema/dist/types/raw/dashboard/x/types.gen.d.ts', import.meta.url).pathname;
  const generator = createGenerator({ path: types, type: 'Dashboard', skipTypeCheck: true });
  const validate = new Ajv({ allErrors: true, strict: false }).compile(generator.createSchema('Dashboard'));
  for (const file of files) {
    if (!validate(withoutQueriesOfAnnotations(JSON.parse(readFileSync(file, 'utf8'))))) {
      for (const error of validate.errors) {
        console.log(`${file}${error.instancePath}: ${error.message} ${JSON.stringify(error.params)}`);
      }
    }
  }
}

// Grafana's type of an annotation covers only its built-in data source (see its AnnotationTarget). The additional fields of
// Prometheus annotations are read by packages/grafana-prometheus/src/annotations.ts in the sources of Grafana.
function withoutQueriesOfAnnotations(dashboard) {
  const ofPrometheus = ['expr', 'step', 'titleFormat', 'textFormat', 'tagKeys'];
  for (const annotation of dashboard.annotations.list.filter((it) => it.datasource.type === 'prometheus')) {
    ofPrometheus.forEach((key) => delete annotation[key]);
  }
  return dashboard;
}

async function promql(queries) {
  const { parser } = await import('@prometheus-io/lezer-promql');
  for (const query of queries) {
    parser.parse(query).iterate({
      enter(node) {
        if (node.type.isError) {
          console.log(`at ${node.from}: ${query}`);
        }
      },
    });
  }
}
