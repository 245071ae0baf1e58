// SPDX-License-Identifier: Apache-2.0
import { h } from "./preact.js";
import { Mark, StatusMark, Icon } from "./icons.js";
import { ViewLink } from "./parts.js";
import { clock } from "./time.js";
import {
  familyWord,
  findingSentence,
  severityClass,
  stateClass,
  stateWord,
  statusClass,
  statusWord,
  words,
} from "./vocabulary.js";
import { absolute, duration, moment, number } from "./format.js";

/** @param {object} change of the history @returns {string} what happened, in one line */
export function changeText(change) {
  switch (change.type) {
    case "finding_began":
      return findingSentence(change);
    case "finding_ended": {
      const lasted = (Date.parse(change.at) - Date.parse(change.began)) / 1000;
      return "Over: " + findingSentence(change) + (Number.isFinite(lasted) ? ", after " + duration(lasted) : "");
    }
    case "status":
      return statusWord(change.status) + (change.was ? ", was " + statusWord(change.was).toLowerCase() : "");
    case "node":
      return (
        "Node " +
        change.node +
        " is " +
        stateWord(change.state) +
        (change.was && change.was !== "none" ? ", was " + stateWord(change.was) : "")
      );
    case "node_joined":
      return "Node " + change.node + " joined" + (change.zone ? " in zone " + change.zone : "");
    case "node_left":
      return "Node " + change.node + " left" + (change.reason ? " (" + words(change.reason) + ")" : "");
    case "node_cordoned":
      return "Node " + change.node + " is cordoned" + (change.reason ? " (" + change.reason + ")" : "");
    case "version":
      return (
        "Agent " +
        change.kind +
        "/" +
        change.node +
        " has version " +
        change.version +
        (change.was ? ", had " + change.was : "")
      );
    case "links":
      return "Links in network " + change.network + " " + familyWord(change.ipFamily) + ": " + linkCounts(change);
    case "link":
      return (
        change.source +
        " → " +
        change.target +
        ", " +
        change.network +
        " " +
        familyWord(change.ipFamily) +
        ": " +
        stateWord(change.state) +
        (change.was && change.was !== "none" ? ", was " + stateWord(change.was) : "")
      );
    case "exporter_started":
      return "The exporter started" + (change.version ? ", version " + change.version : "");
    default:
      return words(change.type) + (change.node ? " " + change.node : "");
  }
}

const linkCounts = (change) =>
  ["down", "up", "unknown"]
    .filter((state) => change[state] > 0)
    .map(
      (state) =>
        number(change[state]) + " " + (state === "up" ? "came up" : state === "down" ? "went down" : "unknown"),
    )
    .join(", ") || "no change";

function markOf(change) {
  switch (change.type) {
    case "finding_began":
      return h(
        "span",
        { class: "change-mark severity-" + severityClass(change.severity) },
        h(StatusMark, { status: change.severity === "critical" ? "critical" : "degraded", size: 16 }),
      );
    case "finding_ended":
      return h("span", { class: "change-mark over" }, h(Icon, { name: "done", size: 16 }));
    case "status":
      return h(
        "span",
        { class: "change-mark status-" + statusClass(change.status) },
        h(StatusMark, { status: statusClass(change.status), size: 16 }),
      );
    case "node":
    case "link":
      return h(
        "span",
        { class: "change-mark t-" + stateClass(change.state) },
        h(Mark, { state: stateClass(change.state), size: 16 }),
      );
    case "links":
      return h(
        "span",
        { class: "change-mark t-" + (change.down ? "down" : "up") },
        h(Mark, { state: change.down ? "down" : "up", size: 16 }),
      );
    default:
      return h("span", { class: "change-mark" }, h(Icon, { name: "next", size: 16 }));
  }
}

/** Changes, the newest first; a click on the time looks at that moment. Props: changes, route, go, most. */
export function ChangeList({ changes, route, go, most = 200 }) {
  const newest = changes.slice(-most).reverse();
  return h(
    "ol",
    { class: "changes" },
    newest.map((change, at) =>
      h(
        "li",
        { key: change.at + change.type + (change.node ?? change.subject ?? "") + at },
        h(
          ViewLink,
          {
            route,
            go,
            to: { at: change.at },
            class: "change-time",
            title: absolute(change.at) + "\nLook at this moment",
          },
          moment(change.at, clock.present()),
        ),
        markOf(change),
        h("span", { class: "change-text" }, changeText(change)),
      ),
    ),
    changes.length > most &&
      h("li", { class: "muted" }, number(changes.length - most) + " earlier changes are not listed"),
  );
}
