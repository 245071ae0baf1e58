// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { Icon, StatusMark } from "./icons.js";
import { CopyButton, NodeLink, PairLink, ViewLink, Empty } from "./parts.js";
import { ChangeList } from "./changes.js";
import { Since, clock } from "./time.js";
import { familyWord, findingSentence, probeWord, severityClass, words } from "./vocabulary.js";
import { count, moment, percent } from "./format.js";

/** How many cards are open at once; the rest opens by a click, because the largest cause comes first. */
const OPEN_CARDS = 3;
const MOST_CARDS = 60;
const LATEST_CHANGES = 7;
const MOST_PAIRS = 8;

/** What was found: a card for each cause, what is still open, what is risky, and what changed last. Props: state, route, go, changes,
 * all (whether all cards are open). */
export class Findings extends Component {
  shouldComponentUpdate(next) {
    const { state, route } = this.props;
    return (
      next.state.findings !== state.findings ||
      next.state.developing !== state.developing ||
      next.state.warnings !== state.warnings ||
      next.state.sweep !== state.sweep ||
      next.state.status !== state.status ||
      next.changes !== this.props.changes ||
      next.route !== route
    );
  }
  render({ state, route, go, changes, all }) {
    const findings = state.findings;
    const developing = state.developing;
    const warnings = state.warnings.filter(Boolean);
    return h(
      "section",
      { class: "findings", "aria-labelledby": "findings-title" },
      h("h2", { id: "findings-title" }, findings.length ? count(findings.length, "finding") : "Findings"),
      findings.length === 0 && h(NothingFound, { state }),
      findings
        .slice(0, all ? findings.length : MOST_CARDS)
        .map((finding, index) =>
          h(Finding, {
            key: keyOf(finding),
            finding,
            nodes: state.nodes,
            route,
            go,
            open: all || index < OPEN_CARDS,
            index,
          }),
        ),
      !all &&
        findings.length > MOST_CARDS &&
        h(
          "p",
          { class: "note" },
          count(findings.length - MOST_CARDS, "more finding") + ": see ",
          h("a", { href: "report?format=text" }, "the report"),
          ".",
        ),
      developing.length > 0 && h(Developing, { developing }),
      h(SweptPairs, { sweep: state.sweep, route, go }),
      warnings.length > 0 &&
        h(
          "div",
          { class: "side-note" },
          h("h3", null, count(warnings.length, "warning")),
          h(
            "ul",
            null,
            warnings.map((warning) => h("li", { key: warning }, String(warning))),
          ),
        ),
      changes?.length > 0 &&
        h(
          "div",
          { class: "side-note lately" },
          h("h3", null, "Lately"),
          h(ChangeList, { changes: changes.slice(-LATEST_CHANGES), route, go }),
          h("p", { class: "more" }, h(ViewLink, { route, go, to: { view: "timeline" } }, "All changes")),
        ),
    );
  }
}

/** @returns {string} what tells a finding from the others; it does not change while it lasts */
export const keyOf = (finding) => [finding.kind, finding.subject, finding.network].join(" ");

function NothingFound({ state }) {
  if (state.nodes.length === 0) {
    return h(
      "div",
      { class: "side-note" },
      h(
        Empty,
        { title: "Waiting for the first agent" },
        "Once an agent reports to this exporter, its nodes and links appear here within seconds.",
      ),
    );
  }
  if (state.status === "healthy") {
    return h(
      "div",
      { class: "all-well" },
      h(StatusMark, { status: "healthy", size: 20 }),
      h("p", null, "Nothing is wrong with what is measured."),
    );
  }
  return h(
    "div",
    { class: "side-note" },
    h(Empty, { title: "No cause is named" }, "The sentence above says what is known."),
  );
}

class Finding extends Component {
  constructor(props) {
    super(props);
    this.state = { open: props.open };
  }
  render({ finding, nodes, route, go, index }, { open }) {
    const severity = severityClass(finding.severity);
    const id = "finding-" + index;
    return h(
      "article",
      { class: "finding severity-" + severity, "aria-labelledby": id },
      h(
        "header",
        null,
        h(
          "button",
          {
            type: "button",
            class: "disclosure",
            "aria-expanded": String(open),
            "aria-label": (open ? "Hide" : "Show") + " the details",
            onClick: () => this.setState({ open: !open }),
          },
          h(Icon, { name: "next", size: 14 }),
        ),
        h("h3", { id }, findingSentence(finding)),
        h("span", { class: "severity" }, words(finding.severity || "warning")),
      ),
      h(Scope, { finding, nodes, route, go }),
      open && h(Details, { finding }),
    );
  }
}

function Scope({ finding, nodes, route, go }) {
  const chips = [];
  const add = (label, value) => chips.push(h("div", { key: label }, h("dt", null, label), h("dd", null, value)));
  if (finding.node) add("node", h(NodeLink, { node: finding.node, route, go }));
  const { source, target } = finding;
  if (source && target) {
    if (nodes.some(({ node }) => node === source)) add("link", h(PairLink, { source, target, route, go }));
    else {
      // a pair of zones: the matrix shows their nodes
      const to = { sourceZone: source, targetZone: target, node: "", link: "" };
      add("zones", h(ViewLink, { route, go, to }, source + " → " + target));
    }
  }
  if (finding.zone) add("zone", finding.zone);
  add("network", words(finding.network ?? "all"));
  if (finding.ipFamily && finding.ipFamily !== "all") add("family", familyWord(finding.ipFamily));
  if (finding.probe && finding.probe !== "all") add("probe", probeWord(finding.probe));
  if (Number.isFinite(finding.rate)) add("lost", percent(finding.rate));
  const began = finding.onset ?? finding.since;
  if (Number.isFinite(Date.parse(began)))
    add("broke", h("span", null, moment(began, clock.now()), " · ", h(Since, { at: began, suffix: " ago" })));
  if (finding.onset && finding.since && finding.since !== finding.onset)
    add("found", moment(finding.since, clock.now()));
  if (Number.isFinite(finding.confidence)) {
    const whole = Math.round(Math.min(1, Math.max(0, finding.confidence)) * 100);
    add(
      "confidence",
      h(
        "span",
        { class: "confidence" },
        h(
          "svg",
          { viewBox: "0 0 40 6", width: 40, height: 6, "aria-hidden": "true" },
          h("rect", { width: 40, height: 6, rx: 3, class: "track" }),
          h("rect", { width: (whole / 100) * 40, height: 6, rx: 3, class: "value" }),
        ),
        whole + " %",
      ),
    );
  }
  return h("dl", { class: "scope" }, chips);
}

function Details({ finding }) {
  const evidence = finding.evidence ?? [];
  const ruledOut = finding.ruledOut ?? [];
  const commands = finding.commands ?? [];
  if (evidence.length + ruledOut.length + commands.length === 0 && !finding.hint && !finding.runbook) return null;
  return h(
    "div",
    { class: "details" },
    evidence.length > 0 && h(Lines, { title: "Evidence", lines: evidence, icon: "check" }),
    ruledOut.length > 0 && h(Lines, { title: "Ruled out", lines: ruledOut, icon: "not" }),
    (finding.hint || commands.length > 0 || finding.runbook) &&
      h(
        "div",
        { class: "next-step" },
        h("h4", null, "Next step"),
        finding.hint && h("p", null, finding.hint),
        commands.map((command) =>
          h(
            "div",
            { class: "command", key: command },
            h("code", { tabIndex: 0 }, String(command)),
            h(CopyButton, { text: String(command), label: "Copy the command " + command }),
          ),
        ),
        finding.runbook &&
          h(
            "p",
            { class: "runbook-link" },
            h(
              "a",
              { href: "runbooks/" + encodeURIComponent(finding.runbook), target: "_blank", rel: "noopener" },
              h(Icon, { name: "book" }),
              "Runbook " + finding.runbook,
            ),
          ),
      ),
  );
}

const Lines = ({ title, lines, icon }) =>
  h(
    "div",
    { class: "lines lines-" + icon },
    h("h4", null, title),
    h(
      "ul",
      null,
      lines.map((line, index) =>
        h("li", { key: index }, h(Icon, { name: icon, size: 14 }), h("span", null, String(line))),
      ),
    ),
  );

/** Pairs that are no peers and failed when the sweep came by. */
function SweptPairs({ sweep, route, go }) {
  const pairs = sweep.flatMap((row) => row.failingPairs ?? []);
  if (pairs.length === 0) return null;
  const failing = sweep.reduce((total, row) => total + (row.failing ?? 0), 0);
  return h(
    "div",
    { class: "side-note" },
    h("h3", null, count(failing, "pair") + " of the sweep " + (failing === 1 ? "fails" : "fail")),
    h(
      "ul",
      null,
      pairs
        .slice(0, MOST_PAIRS)
        .map((pair) =>
          h(
            "li",
            { key: pair.source + ">" + pair.target },
            h(PairLink, { source: pair.source, target: pair.target, route, go }),
            " ",
            h("span", { class: "muted" }, pair.failure),
          ),
        ),
    ),
  );
}

function Developing({ developing }) {
  return h(
    "div",
    { class: "side-note developing" },
    h("h3", null, "Not certain yet"),
    h(
      "ul",
      null,
      developing.map((entry, index) =>
        h(
          "li",
          { key: index },
          h("b", null, String(entry.where ?? "somewhere")),
          " ",
          h(Since, { at: entry.since, prefix: "for " }),
          entry.waitingFor ? h("span", { class: "muted" }, " · waiting for " + entry.waitingFor) : null,
        ),
      ),
    ),
  );
}
