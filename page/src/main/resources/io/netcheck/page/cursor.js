// SPDX-License-Identifier: Apache-2.0

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

/**
 * Where a key leads in a grid, as in the ARIA authoring practices; with Shift ten cells at once.
 *
 * @param {KeyboardEvent} event
 * @param {[number, number]} from row and column
 * @param {[number, number]} first row and column
 * @param {[number, number]} last row and column
 * @returns {[number, number]|"open"|null} null: the key means nothing here
 */
export function keyMove(event, [row, column], first, last) {
  if (event.ctrlKey || event.metaKey || event.altKey) return null;
  if (event.key === "Enter" || event.key === " ") return "open";
  const step = STEPS[event.key];
  const to = step
    ? [row + step[0] * (event.shiftKey ? 10 : 1), column + step[1] * (event.shiftKey ? 10 : 1)]
    : { Home: [row, first[1]], End: [row, last[1]], PageUp: [first[0], column], PageDown: [last[0], column] }[
        event.key
      ];
  if (!to) return null;
  return to.map((at, axis) => Math.max(first[axis], Math.min(last[axis], at)));
}
