// SPDX-License-Identifier: Apache-2.0
import { CODE, LETTERS, NOT_MEASURED } from "./vocabulary.js";

/**
 * A matrix as the page draws it.
 *
 * @typedef {object} Cells
 * @property {"nodes"|"zones"} level
 * @property {{name: string, zone: string, state: string, nodes?: number, down?: number}[]} sources one per row
 * @property {object[]} targets likewise, one per column
 * @property {Uint8Array} codes row by row; see CODE
 * @property {(object|null)[]|null} pairs of zones, as the codes; null for nodes
 * @property {boolean} square whether rows and columns are the same
 */

/** More than the exporter ever sends: an absurd answer must not hang the browser. */
const MOST = 400;

/** @param {object} matrix the answer of `api/v2/matrix` @returns {Cells} */
export function cellsOf(matrix) {
  return matrix.level === "zones" ? zoneCells(matrix) : nodeCells(matrix);
}

function nodeCells(matrix) {
  const named = (end) => ({ name: String(end.node ?? "?"), zone: end.zone ?? "", state: end.state ?? "unknown" });
  const sources = (matrix.sources ?? []).slice(0, MOST).map(named);
  const targets = (matrix.targets ?? []).slice(0, MOST).map(named);
  const codes = new Uint8Array(sources.length * targets.length).fill(NOT_MEASURED);
  const rows = matrix.rows ?? [];
  for (let row = 0; row < sources.length; row++) {
    decodeRow(rows[row], codes.subarray(row * targets.length, (row + 1) * targets.length));
  }
  return { level: "nodes", sources, targets, codes, pairs: null, square: sameNames(sources, targets) };
}

/**
 * Run lengths, such as "u12.1d3": a letter and how often it follows. What is missing is not measured, and an
 * unknown letter counts as unknown.
 *
 * @param {string|undefined} text
 * @param {Uint8Array} into
 */
export function decodeRow(text, into) {
  const pattern = /([^0-9])([0-9]*)/g;
  let at = 0;
  let match;
  while (at < into.length && (match = pattern.exec(text ?? "")) !== null) {
    const code = CODE[match[1]] ?? CODE.x;
    const end = Math.min(into.length, at + (match[2] === "" ? 1 : Number(match[2])));
    into.fill(code, at, end);
    at = end;
  }
}

function zoneCells(matrix) {
  const zones = (matrix.zones ?? []).slice(0, MOST).map((zone) => ({
    name: zone.zone ?? "",
    zone: zone.zone ?? "",
    state: zone.down ? (zone.down >= zone.nodes ? "down" : "lossy") : "up",
    nodes: zone.nodes ?? 0,
    down: zone.down ?? 0,
  }));
  const index = new Map(zones.map((zone, at) => [zone.name, at]));
  const size = zones.length;
  const codes = new Uint8Array(size * size).fill(NOT_MEASURED);
  const pairs = new Array(size * size).fill(null);
  for (const pair of matrix.pairs ?? []) {
    const row = index.get(pair.source ?? "");
    const column = index.get(pair.target ?? "");
    if (row === undefined || column === undefined) continue;
    codes[row * size + column] = worstOf(pair);
    pairs[row * size + column] = pair;
  }
  return { level: "zones", sources: zones, targets: zones, codes, pairs, square: true };
}

/** The worst state among the links of a pair of zones. */
function worstOf(pair) {
  if (pair.down > 0) return CODE.d;
  if (pair.oneWay > 0) return CODE.o;
  if (pair.lossy > 0) return CODE.l;
  if (pair.unknown > 0) return CODE.x;
  if (pair.expectedDown > 0) return CODE.e;
  return pair.up > 0 ? CODE.u : NOT_MEASURED;
}

function sameNames(a, b) {
  return a.length === b.length && a.every((end, at) => end.name === b[at].name);
}

/** The same cells in another order of rows and columns. */
export function permuted(cells, rows, columns) {
  const width = cells.targets.length;
  const codes = new Uint8Array(cells.codes.length);
  const pairs = cells.pairs && new Array(cells.pairs.length);
  let at = 0;
  for (const row of rows) {
    for (const column of columns) {
      codes[at] = cells.codes[row * width + column];
      if (pairs) pairs[at] = cells.pairs[row * width + column];
      at++;
    }
  }
  return {
    ...cells,
    sources: rows.map((row) => cells.sources[row]),
    targets: columns.map((column) => cells.targets[column]),
    codes,
    pairs,
  };
}

/** @returns {number[]} how many cells have each code */
export function tally(cells) {
  const counts = new Array(LETTERS.length).fill(0);
  for (const code of cells.codes) counts[code]++;
  return counts;
}

/** @returns {string} of a zone, which can be empty */
export const zoneName = (zone) => zone || "no zone";
