// SPDX-License-Identifier: Apache-2.0
import { CODE, stateWeight } from "./vocabulary.js";
import { permuted } from "./cells.js";
import { compareNames } from "./names.js";

/** How much a cell counts when the worst rows come first, by its code. */
const BADNESS = [1000, 700, 300, 40, 5, 0, 0];

const byZone = (a, b) => compareNames(a.zone, b.zone) || compareNames(a.name, b.name);

/**
 * Rows and columns in the order that an operator asks for. Where both are the same nodes, both get the same
 * order, so that the diagonal stays one.
 *
 * @param {import("./cells.js").Cells} cells
 * @param {"name"|"zone"|"worst"|"clustered"} order
 */
export function arranged(cells, order) {
  if (order === "clustered") return clustered(cells);
  const compare =
    order === "zone"
      ? () => byZone
      : order === "worst"
        ? (ends, badness) => (a, b) =>
            badness.get(b) - badness.get(a) || stateWeight(a.state) - stateWeight(b.state) || byZone(a, b)
        : () => (a, b) => compareNames(a.name, b.name);
  const [rowBadness, columnBadness] = order === "worst" ? badnessOf(cells) : [];
  const sorted = (ends, badness) => {
    const by = compare(ends, badness);
    return ends.map((_, at) => at).sort((a, b) => by(ends[a], ends[b]));
  };
  const rows = sorted(cells.sources, rowBadness);
  return permuted(cells, rows, cells.square ? rows : sorted(cells.targets, columnBadness));
}

function badnessOf(cells) {
  const width = cells.targets.length;
  const rows = cells.sources.map(() => 0);
  const columns = cells.targets.map(() => 0);
  cells.codes.forEach((code, at) => {
    rows[Math.floor(at / width)] += BADNESS[code];
    columns[at % width] += BADNESS[code];
  });
  if (cells.square) {
    const both = new Map(cells.sources.map((end, at) => [end, rows[at] + columns[at]]));
    return [both, both];
  }
  return [
    new Map(cells.sources.map((end, at) => [end, rows[at]])),
    new Map(cells.targets.map((end, at) => [end, columns[at]])),
  ];
}

/**
 * Rows that fail alike stand together. Nodes that reach each other, over any number of others, form a part,
 * the largest first: so a split shows as blocks. Within a part, and if rows and columns differ, the order is that of
 * the first singular vectors of the matrix without its mean (Atkins, Boman, Hendrickson, "A spectral algorithm for
 * seriation", SIAM J. Comput. 28, 1998).
 */
function clustered(cells) {
  const height = cells.sources.length;
  const width = cells.targets.length;
  if (height === 0 || width === 0) return cells;
  const works = (code) => code === CODE.u || code === CODE.l;
  const value = Float64Array.from(cells.codes, (code) => (works(code) ? 1 : code <= CODE.o ? -1 : 0));
  const { left, right } = firstVectors(value, height, width, cells.square);
  const part = cells.square ? parts(cells, works) : null;
  const order = (ends, vector) =>
    ends
      .map((_, at) => at)
      .sort((a, b) => (part ? part[a] - part[b] : 0) || vector[b] - vector[a] || byZone(ends[a], ends[b]));
  const rows = order(cells.sources, rounded(left));
  return permuted(cells, rows, cells.square ? rows : order(cells.targets, rounded(right)));
}

/** The number of each node's part: 0 for the largest, then by the first node. */
function parts(cells, works) {
  const size = cells.sources.length;
  const part = new Array(size).fill(-1);
  const sizes = [];
  for (let start = 0; start < size; start++) {
    if (part[start] >= 0) continue;
    const number = sizes.length;
    part[start] = number;
    const open = [start];
    let members = 0;
    while (open.length) {
      const node = open.pop();
      members++;
      for (let other = 0; other < size; other++) {
        if (part[other] < 0 && works(cells.codes[node * size + other]) && works(cells.codes[other * size + node])) {
          part[other] = number;
          open.push(other);
        }
      }
    }
    sizes.push(members);
  }
  const rank = new Map(
    sizes
      .map((_, number) => number)
      .sort((a, b) => sizes[b] - sizes[a] || a - b)
      .map((number, at) => [number, at]),
  );
  return part.map((number) => rank.get(number));
}

/** Power iteration from a fixed start, so that the order does not change from one look to the next. */
function firstVectors(value, height, width, square) {
  const rowMean = new Float64Array(height);
  let mean = 0;
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) rowMean[row] += value[row * width + column];
    mean += rowMean[row];
  }
  mean /= height * width;
  const at = (row, column) => {
    const there = value[row * width + column] - mean;
    return square ? (there + value[column * width + row] - mean) / 2 : there;
  };
  let right = Float64Array.from({ length: width }, (_, index) => Math.sin(1 + index * 2.399963));
  let left = new Float64Array(height);
  for (let round = 0; round < 30; round++) {
    left = unit(
      Float64Array.from({ length: height }, (_, row) => sum(width, (column) => at(row, column) * right[column])),
    );
    right = unit(
      Float64Array.from({ length: width }, (_, column) => sum(height, (row) => at(row, column) * left[row])),
    );
  }
  if (square) left = right;
  // the larger side first: most components of the vector have the sign of the majority
  const positive = left.reduce((total, x) => total + (x > 0 ? 1 : x < 0 ? -1 : 0), 0);
  if (positive < 0) {
    left = left.map((x) => -x);
    right = square ? left : right.map((x) => -x);
  }
  return { left, right };
}

function sum(length, term) {
  let total = 0;
  for (let index = 0; index < length; index++) total += term(index);
  return total;
}

function unit(vector) {
  const length = Math.sqrt(vector.reduce((total, x) => total + x * x, 0));
  return length > 1e-12 ? vector.map((x) => x / length) : vector;
}

/** Equal up to noise is equal, and the names decide. */
const rounded = (vector) => Array.from(vector, (x) => Math.round(x * 200) / 200);
