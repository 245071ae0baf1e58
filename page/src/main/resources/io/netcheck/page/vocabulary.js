// SPDX-License-Identifier: Apache-2.0

/**
 * The words of the exporter and how the page shows them. A word that is not here is shown as it is,
 * so that a newer exporter does not break an older page that a browser still has open.
 */

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

const SENTENCES = {
  cluster_split: "The cluster is split, cut off: %s",
  zone_cut_off: "Zone %s is cut off",
  zone_pair_down: "Nothing passes between zones: %s",
  network_down: "%s is broken everywhere",
  node_unreachable: "Node %s is unreachable",
  node_isolated: "Node %s cannot reach other nodes",
  exporter_blind: "The exporter is blind to %s",
  some_paths_failing: "Some of the paths fail: %s",
  agent_down: "Agent %s is down while its host answers",
  client_missing: "No heartbeat arrives from %s",
  agent_stalled: "Agent %s is stalled",
  duplicate_client: "More than one agent claims to be %s",
  wrong_responder: "Answers come from another host: %s",
  rejected: "Packets are rejected: %s",
  new_flows_failing: "Only new connections fail: %s",
  probe_blocked: "Probe %s gets no answer",
  mtu_black_hole: "Full-size packets are lost: %s",
  packet_loss: "Packets are lost: %s",
  latency_high: "Round trips are slower than usual: %s",
  flapping: "The connection goes up and down: %s",
  service_failing: "Service %s fails",
  dns_failing: "DNS fails: %s",
  link_down: "Link %s is down",
  clock_off: "The clock of node %s is wrong",
  never_worked: "Never reached since first probed: %s",
  not_explained: "Failures without a known cause: %s",
  joining: "Node %s is joining",
};

/**
 * The one sentence of a finding. The exporter's own words are taken where it sends them.
 *
 * @param {{sentence?: string, kind?: string, subject?: string}} finding
 * @returns {string}
 */
export function findingSentence(finding) {
  if (finding.sentence) return capital(finding.sentence).replaceAll(" -> ", " → ");
  const subject = finding.subject ?? "";
  const pattern = SENTENCES[finding.kind];
  if (pattern) return capital(pattern.replace("%s", () => subject || "?").replaceAll(" -> ", " → "));
  return capital(words(finding.kind ?? "finding")) + (subject ? ": " + subject : "");
}

const SEVERITY_WEIGHT = { critical: 0, warning: 1, info: 2 };
/** @returns {"critical"|"warning"|"info"} for CSS */
export const severityClass = (severity) => (severity in SEVERITY_WEIGHT ? severity : "warning");

const FAMILIES = { ipv4: "IPv4", ipv6: "IPv6", all: "all families" };
export const familyWord = (family) => FAMILIES[family] ?? words(family);

const PROBES = { icmp: "ICMP", udp: "UDP", tcp: "TCP", mtu: "MTU", all: "all probes" };
export const probeWord = (probe) => PROBES[probe] ?? words(probe);

/** @param {string} [text] @returns {string} a word of the exporter for people: without underscores */
export const words = (text) => String(text ?? "unknown").replaceAll("_", " ");

/** @param {string} text */
export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
