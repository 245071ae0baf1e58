// SPDX-License-Identifier: Apache-2.0
/** Turns instant queries into a table, and implements the Grafana transformations that the dashboards use. */
export function transformed(panel, results) {
  if (panel.type !== 'table') {
    return null;
  }
  const several = results.length > 1;
  let tables = results.map(({ target, series }) =>
    series.map(({ metric, points: [[, value]] }) => ({ ...metric, [several ? `Value #${target.refId}` : 'Value']: Number(value) })));
  for (const { id, options } of panel.transformations ?? []) {
    tables = transformations[id](tables, options);
  }
  return tables[0];
}

const transformations = {
  merge: (tables) => {
    const rows = new Map();
    for (const row of tables.flat()) {
      const key = JSON.stringify(Object.entries(row).filter(([name]) => !name.startsWith('Value')).sort());
      rows.set(key, { ...rows.get(key), ...row });
    }
    return [[...rows.values()]];
  },
  sortBy: ([rows], { sort: [{ field }] }) => [rows.toSorted((a, b) => String(a[field]).localeCompare(String(b[field]), 'en', { numeric: true }))],
  groupingToMatrix: ([rows], { rowField, columnField, valueField }) => {
    const columns = [...new Set(rows.map((row) => row[columnField]))];
    return [
      [...new Set(rows.map((row) => row[rowField]))].map((name) => ({
        [`${rowField}\\${columnField}`]: name,
        ...Object.fromEntries(columns.map((column) => [
          column,
          rows.find((row) => row[rowField] === name && row[columnField] === column)?.[valueField] ?? null,
        ])),
      })),
    ];
  },
  organize: ([rows], { excludeByName, indexByName, renameByName }) => [
    rows.map((row) =>
      Object.fromEntries(
        Object.keys(row)
          .filter((name) => !excludeByName[name])
          .sort((a, b) => (indexByName[a] ?? 99) - (indexByName[b] ?? 99))
          .map((name) => [renameByName[name] ?? name, row[name]]))),
  ],
};
