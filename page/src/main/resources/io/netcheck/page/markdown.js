// SPDX-License-Identifier: Apache-2.0
import { familyWord, findingSentence, statusWord, words } from "./vocabulary.js";
import { count, number, percent, utc } from "./format.js";

/**
 * What the page shows, as the text of a ticket. Names are data: what Markdown would interpret is escaped.
 *
 * @param {object} state
 * @param {string} address of this view
 * @returns {string}
 */
export function markdownOf(state, address) {
  const lines = [];
  const title = [statusWord(state.status), state.cluster && "cluster " + escape(state.cluster)]
    .filter(Boolean)
    .join(", ");
  lines.push("## " + title, "", escape(state.summary ?? ""), "");
  lines.push("- At " + utc(state.at) + (state.statusSince ? ", so since " + utc(state.statusSince) : ""));
  const nodes = state.nodes;
  if (nodes.length) {
    const bad = nodes.filter((node) => node.state !== "up");
    lines.push(
      "- " +
        count(nodes.length, "node") +
        ", " +
        number(nodes.length - bad.length) +
        " up" +
        (bad.length ? "; not up: " + listed(bad) : ""),
    );
  }
  for (const plane of state.planes) {
    const links = plane.links ?? {};
    lines.push(
      "- Network " +
        plane.network +
        ", " +
        familyWord(plane.ipFamily) +
        ": " +
        number(links.up) +
        " of " +
        number(links.total) +
        " links up, " +
        number(links.down) +
        " down" +
        (links.unknown ? ", " + number(links.unknown) + " unknown" : ""),
    );
  }
  for (const finding of state.findings) {
    lines.push("", "### " + escape(findingSentence(finding)), "");
    const scope = [
      finding.severity,
      "network " + words(finding.network ?? "all"),
      finding.ipFamily && finding.ipFamily !== "all" && familyWord(finding.ipFamily),
      finding.probe && finding.probe !== "all" && "probe " + finding.probe,
    ];
    lines.push(
      "- " +
        scope.filter(Boolean).join(", ") +
        (Number.isFinite(finding.confidence) ? ", confidence " + percent(finding.confidence) : ""),
    );
    if (finding.onset) lines.push("- Broke " + utc(finding.onset));
    if (finding.since) lines.push("- Found " + utc(finding.since));
    for (const line of finding.evidence ?? []) lines.push("- Evidence: " + escape(line));
    for (const line of finding.ruledOut ?? []) lines.push("- Ruled out: " + escape(line));
    if (finding.hint) lines.push("- Next step: " + escape(finding.hint));
    if (finding.runbook)
      lines.push("- Runbook: " + new URL("runbooks/" + encodeURIComponent(finding.runbook), address));
    const commands = finding.commands ?? [];
    if (commands.length)
      lines.push("", "```sh", ...commands.map((command) => String(command).replaceAll("```", "'''")), "```");
  }
  const developing = state.developing;
  if (developing.length) {
    lines.push("", "### Not certain yet", "");
    for (const entry of developing)
      lines.push("- " + escape(entry.where ?? "") + ", waiting for " + escape(entry.waitingFor ?? "more reports"));
  }
  lines.push("", "Netcheck " + (state.version ?? "") + ": " + address, "");
  return lines.join("\n");
}

const MOST_NAMES = 12;

function listed(nodes) {
  const names = nodes.slice(0, MOST_NAMES).map((node) => escape(node.node) + " (" + words(node.state) + ")");
  return names.join(", ") + (nodes.length > MOST_NAMES ? " and " + number(nodes.length - MOST_NAMES) + " more" : "");
}

/** Keeps a text from becoming markup; an underscore inside of a word needs nothing. */
function escape(text) {
  return String(text)
    .replace(/\s+/g, " ")
    .replace(/[\\`*[\]<>|]/g, (letter) => (letter === "<" ? "&lt;" : letter === ">" ? "&gt;" : "\\" + letter));
}
