// SPDX-License-Identifier: Apache-2.0

/** The words of the exporter and how the page shows them. A word of a newer exporter is shown as it is. */

/** Cell letters in the order of their weight: the worst first. The index is the cell's code. */
export const LETTERS = "dolxeu.";
export const CODE = { d: 0, o: 1, l: 2, x: 3, e: 4, u: 5, ".": 6 };
export const NOT_MEASURED = CODE["."];
const CLASS_OF = ["down", "oneway", "lossy", "unknown", "expected", "up", "none"];
const WORD_OF = ["down", "one way only", "lossy", "unknown", "expected down", "up", "not measured"];

/** @param {number} code @returns {string} the CSS name of a cell's state */
export const cellClass = (code) => CLASS_OF[code] ?? "unknown";
/** @param {number} code @returns {string} what a person calls it */
export const cellWord = (code) => WORD_OF[code] ?? "unknown";

const NODE_STATES = {
  down: ["down", "down"],
  one_way: ["oneway", "one way only"],
  lossy: ["lossy", "lossy"],
  unknown: ["unknown", "unknown"],
  expected_down: ["expected", "expected down"],
  joining: ["expected", "joining"],
  up: ["up", "up"],
};
const NODE_WEIGHT = ["down", "one_way", "lossy", "unknown", "expected_down", "joining", "up"];

/** @returns {string} the CSS name of a node's or a link's state */
export const stateClass = (state) => NODE_STATES[state]?.[0] ?? "unknown";
/** @returns {string} */
export const stateWord = (state) => NODE_STATES[state]?.[1] ?? words(state);
/** @returns {number} 0 for the worst */
export function stateWeight(state) {
  const index = NODE_WEIGHT.indexOf(state);
  return index < 0 ? 3 : index;
}
/** The states of nodes, the worst first. */
export const NODE_STATE_WORDS = NODE_WEIGHT;

const STATUS = { healthy: "Healthy", degraded: "Degraded", critical: "Critical", unknown: "Unknown" };
/** @returns {string} one of the four statuses, for CSS */
export const statusClass = (status) => (STATUS[status] ? status : "unknown");
/** @returns {string} */
export const statusWord = (status) => STATUS[status] ?? capital(words(status ?? "unknown"));

/**
 * The one sentence of a finding, in the exporter's words.
 *
 * @param {{sentence?: string, kind?: string, subject?: string}} finding
 * @returns {string}
 */
export function findingSentence({ sentence, kind, subject }) {
  const text = sentence ?? words(kind ?? "finding") + (subject ? ": " + subject : "");
  return capital(arrows(text));
}

/** @returns {"critical"|"warning"|"info"} for CSS */
export const severityClass = (severity) => (severity === "critical" || severity === "info" ? severity : "warning");

const FAMILIES = { ipv4: "IPv4", ipv6: "IPv6", all: "all families" };
export const familyWord = (family) => FAMILIES[family] ?? words(family);

const PROBES = { icmp: "ICMP", udp: "UDP", tcp: "TCP", mtu: "MTU", all: "all probes" };
export const probeWord = (probe) => PROBES[probe] ?? words(probe);

/** @param {string} [text] @returns {string} a word of the exporter for people: without underscores */
export const words = (text) => String(text ?? "unknown").replaceAll("_", " ");

/** @param {string} text @returns {string} with drawn arrows */
export const arrows = (text) => text.replaceAll(" <-> ", " ↔ ").replaceAll(" -> ", " → ");

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
