// SPDX-License-Identifier: Apache-2.0
import { h } from "./preact.js";

/**
 * Each state has a shape of its own, so that nobody needs the colour. The paths fill a box of 16 × 16 and
 * are shared by the page, the canvas and the snapshot.
 */
export const SHAPES = {
  up: { fill: "M8 5.2a2.8 2.8 0 1 0 0 5.6a2.8 2.8 0 1 0 0-5.6z" },
  lossy: { fill: "M2.2 4.2h11.6L8 13.2z" },
  oneway: { fill: "M2.5 2.5V13.5H13.5z", line: "M2.5 2.5h11v11" },
  down: { fill: "M2.5 2.5h11v11h-11z" },
  unknown: { line: "M3 7.5 7.5 3M3 13 13 3M8.5 13 13 8.5" },
  expected: { line: "M3.5 8h9" },
  none: {},
};

/** The mark of a state. Props: state is the CSS name of a state. It is decoration: a word stands beside it. */
export function Mark({ state, size = 14 }) {
  const { fill, line } = SHAPES[state] ?? SHAPES.unknown;
  return h(
    "svg",
    { class: "mark s-" + state, viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" },
    fill && h("path", { d: fill, class: "fill" }),
    line && h("path", { d: line, class: "line" }),
  );
}

const STATUS_SHAPES = {
  healthy: "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20zM10.6 16.4 6.4 12.2l1.6-1.6 2.6 2.6 5.5-5.5 1.6 1.6z",
  degraded: "M12 2.2 23 21.5H1zM10.9 9v6h2.2V9zM10.9 16.6v2.2h2.2v-2.2z",
  critical: "M7.6 1.5h8.8l6.1 6.1v8.8l-6.1 6.1H7.6l-6.1-6.1V7.6zM10.8 6v7.6h2.4V6zM10.8 15.6V18h2.4v-2.4z",
  unknown:
    "M12 2a10 10 0 1 0 0 20a10 10 0 1 0 0-20zM10.9 16.2h2.2v2.2h-2.2zM12 5.6c2.2 0 3.8 1.4 3.8 3.4 0 2.6-2.7 2.9-2.7 5.2h-2.2c0-3.2 2.6-3.5 2.6-5.1 0-.9-.6-1.5-1.5-1.5s-1.5.6-1.6 1.7H8.2c.1-2.3 1.6-3.7 3.8-3.7z",
};

/** The shape of a status. */
export function StatusMark({ status, size = 32 }) {
  return h(
    "svg",
    { class: "status-mark", viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": "true" },
    h("path", { d: STATUS_SHAPES[status] ?? STATUS_SHAPES.unknown, "fill-rule": "evenodd" }),
  );
}

const STROKES = {
  copy: "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z",
  done: "M3 8.5 6.5 12 13 4.5",
  close: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  download: "M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  sun: "M8 5a3 3 0 1 0 0 6a3 3 0 1 0 0-6zM8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.1 1.1M11.9 11.9 13 13M13 3l-1.1 1.1M4.1 11.9 3 13",
  moon: "M13.2 9.8A5.8 5.8 0 1 1 6.2 2.8a4.8 4.8 0 0 0 7 7z",
  auto: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12zM8 2v12M8 5l4.8-1.6M8 8h6M8 11l4.8 1.6",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9a4.5 4.5 0 1 0 0-9zM10.3 10.3l3.4 3.4",
  back: "M9.5 3.5 5 8l4.5 4.5",
  next: "M6.5 3.5 11 8l-4.5 4.5",
  arrow: "M2.5 8h10M9 4.5 12.5 8 9 11.5",
  external: "M9 2.5h4.5V7M13.5 2.5 7.5 8.5M11.5 9v4.5h-9v-9H7",
  book: "M2.5 3h4a1.5 1.5 0 0 1 1.5 1.5V13.5a1.5 1.5 0 0 0-1.5-1h-4zM13.5 3h-4A1.5 1.5 0 0 0 8 4.5V13.5a1.5 1.5 0 0 1 1.5-1h4z",
  check: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12zM5.3 8.3 7.2 10.2 10.8 6.2",
  not: "M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12zM3.8 12.2 12.2 3.8",
  history: "M2.7 8A5.3 5.3 0 1 0 4.5 4M4.7 1.5V4.3H7.5M8 5v3.2L10.3 9.6",
};

/** A drawn icon; a word or a label stands beside it. */
export function Icon({ name, size = 16 }) {
  return h(
    "svg",
    { class: "icon", viewBox: "0 0 16 16", width: size, height: size, "aria-hidden": "true" },
    h("path", { d: STROKES[name] }),
  );
}
