// SPDX-License-Identifier: Apache-2.0

/** Orders names as people do: n2 before n10. */
export const compareNames = new Intl.Collator("en", { numeric: true }).compare;

/**
 * What all names have in common, at the borders of their parts: `ip-10-0-` and `.compute.internal` of
 * `ip-10-0-3-17.compute.internal`. Labels leave it out where room is short.
 *
 * @param {string[]} names
 * @returns {{prefix: string, suffix: string}}
 */
export function commonParts(names) {
  if (names.length < 2) return { prefix: "", suffix: "" };
  let first = names[0];
  let last = names[0];
  let shortest = names[0].length;
  for (const name of names) {
    if (name < first) first = name;
    if (name > last) last = name;
    shortest = Math.min(shortest, name.length);
  }
  let head = 0;
  while (head < shortest - 1 && first[head] === last[head]) head++;
  // a border of parts: a separator, or a change from letters to digits, and no digit is cut from a number
  while (head > 0 && !isBorder(first, head)) head--;
  let tail = 0;
  const longest = shortest - head - 1;
  outer: while (tail < longest) {
    const letter = names[0][names[0].length - 1 - tail];
    for (const name of names) if (name[name.length - 1 - tail] !== letter) break outer;
    tail++;
  }
  while (tail > 0 && !/[.\-_]/.test(names[0][names[0].length - tail])) tail--;
  // a letter or two are no gain, and "n" of "n1" belongs to the name
  return {
    prefix: head > 2 ? first.slice(0, head) : "",
    suffix: tail > 2 ? names[0].slice(names[0].length - tail) : "",
  };
}

function isBorder(text, at) {
  return /[.\-_]/.test(text[at - 1]);
}

/**
 * @param {string} name
 * @param {{prefix: string, suffix: string}} common
 * @returns {string} the part that tells it from the others
 */
export function withoutCommon(name, common) {
  const end = name.length - common.suffix.length;
  return end > common.prefix.length ? name.slice(common.prefix.length, end) : name;
}
