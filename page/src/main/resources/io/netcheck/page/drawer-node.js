// SPDX-License-Identifier: Apache-2.0
import { h } from "./preact.js";
import { get, withQuery } from "./api.js";
import { Drawer, Loading } from "./drawer.js";
import { ChangeList } from "./changes.js";
import { PairLink, StateLabel } from "./parts.js";
import { Since, clock } from "./time.js";
import { familyWord, findingSentence, probeWord, words } from "./vocabulary.js";
import { count, number, short } from "./format.js";

const MOST_LINKS = 60;

/** One node: who reaches it and whom it reaches, what fails and why, and its agents. Props: node, state, route, go. */
export class NodeDrawer extends Loading {
  key() {
    return this.props.node + " " + this.props.route.at;
  }

  async fetch() {
    const { node, route } = this.props;
    const [report, history] = await Promise.allSettled([
      get(withQuery("report", { node, links: "all", format: "json", at: route.at })),
      this.untilLinksChange(() => get(withQuery("api/v2/history", { node, until: route.at, limit: 200 }))),
    ]);
    if (report.status === "rejected") throw report.reason;
    return { report: report.value, changes: history.value?.changes ?? [] };
  }

  render({ node, state, route, go }, { data, error }) {
    const known = state.nodes.find((each) => each.node === node);
    const findings = state.findings.filter(
      (finding) => finding.node === node || finding.source === node || finding.target === node,
    );
    const row = data?.report?.nodes?.find((each) => each.node === node);
    const links = data?.report?.links ?? [];
    return h(
      Drawer,
      { title: node, kind: "Node", close: () => go({ node: "" }) },
      h(
        "dl",
        { class: "scope" },
        h(
          "div",
          null,
          h("dt", null, "state"),
          h("dd", null, known ? h(StateLabel, { state: known.state }) : "not known"),
        ),
        h("div", null, h("dt", null, "zone"), h("dd", null, known?.zone || row?.zone || "none")),
      ),
      findings.map((finding) =>
        h(
          "div",
          { class: "drawer-finding severity-" + (finding.severity ?? "warning"), key: finding.kind + finding.subject },
          h("b", null, findingSentence(finding)),
          h(
            "ul",
            null,
            (finding.evidence ?? []).map((line, at) => h("li", { key: at }, line)),
          ),
        ),
      ),
      error && h("p", { class: "problem" }, error.message),
      !data && !error && h("p", { class: "muted" }, "Loading …"),
      data && [
        h(Agents, { key: "agents", agents: row?.clients ?? known?.agents ?? [] }),
        h(Reach, { key: "reach", node, links }),
        h(FailingLinks, { key: "failing", node, links, route, go }),
        h(Disagreement, { key: "disagree", node, links, route, go }),
        h(
          "section",
          { key: "changes" },
          h("h3", null, "What changed here"),
          data.changes.length
            ? h(ChangeList, { changes: data.changes, route, go, most: 30 })
            : h("p", { class: "muted" }, "Nothing in the time that is kept."),
        ),
      ],
      h(
        "p",
        { class: "drawer-foot" },
        h(
          "a",
          { href: withQuery("report", { node, links: "all", format: "json", at: route.at }) },
          "This node as JSON",
        ),
      ),
    );
  }
}

function Agents({ agents }) {
  return h(
    "section",
    null,
    h("h3", null, "Agents"),
    agents.length === 0
      ? h("p", { class: "muted" }, "None is known.")
      : h(
          "table",
          { class: "facts" },
          h(
            "thead",
            null,
            h(
              "tr",
              null,
              ["Agent", "State", "Last heard", "Clock", "Version"].map((title) =>
                h("th", { key: title, scope: "col" }, title),
              ),
            ),
          ),
          h(
            "tbody",
            null,
            agents.map((agent) =>
              h(
                "tr",
                { key: agent.kind },
                h("th", { scope: "row" }, agent.kind),
                h(
                  "td",
                  { class: agent.state === "active" ? "" : "t-down" },
                  words(agent.state),
                  agent.reason ? h("span", { class: "muted" }, " (" + agent.reason + ")") : null,
                  agent.smallSegments ? h("span", { class: "muted" }, " small segments only") : null,
                ),
                h(
                  "td",
                  null,
                  agent.lastHeartbeat
                    ? h("span", { title: agent.lastHeartbeat }, h(Since, { at: agent.lastHeartbeat, suffix: " ago" }))
                    : "–",
                ),
                h(
                  "td",
                  { class: "figure-cell", title: "ahead of the exporter's clock" },
                  Number.isFinite(agent.clockOffsetSeconds)
                    ? (agent.clockOffsetSeconds > 0 ? "+" : "") + short(agent.clockOffsetSeconds)
                    : "–",
                ),
                h("td", null, agent.version ?? "–"),
              ),
            ),
          ),
        ),
  );
}

/** How many of the links in and out are up, for each network, family and probe. */
function Reach({ node, links }) {
  const groups = new Map();
  for (const link of links) {
    const key = link.network + " " + link.ipFamily;
    if (!groups.has(key))
      groups.set(key, { network: link.network, family: link.ipFamily, in: tallyOf(), out: tallyOf() });
    const side = groups.get(key)[link.target === node ? "in" : "out"];
    side.total++;
    if (link.state === "up") side.up++;
    if (link.state === "down") side.down++;
    for (const each of link.failingProbes ?? []) side.probes.set(each.probe, (side.probes.get(each.probe) ?? 0) + 1);
  }
  const rows = [...groups.values()];
  if (rows.length === 0)
    return h("section", null, h("h3", null, "In and out"), h("p", { class: "muted" }, "No link is known."));
  return h(
    "section",
    null,
    h("h3", null, "In and out"),
    h(
      "table",
      { class: "facts reach" },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          h("th", { scope: "col" }, "Network"),
          h("th", { scope: "col" }, "Who reaches it"),
          h("th", { scope: "col" }, "Whom it reaches"),
        ),
      ),
      h(
        "tbody",
        null,
        rows.map((each) =>
          h(
            "tr",
            { key: each.network + each.family },
            h("th", { scope: "row" }, each.network + " ", h("span", { class: "muted" }, familyWord(each.family))),
            h("td", null, h(Share, { side: each.in })),
            h("td", null, h(Share, { side: each.out })),
          ),
        ),
      ),
    ),
  );
}

const tallyOf = () => ({ total: 0, up: 0, down: 0, probes: new Map() });

function Share({ side }) {
  if (side.total === 0) return h("span", { class: "muted" }, "not measured");
  const up = (side.up / side.total) * 100;
  const down = (side.down / side.total) * 100;
  return h(
    "div",
    { class: "share" },
    h(
      "svg",
      { viewBox: "0 0 100 6", preserveAspectRatio: "none", "aria-hidden": "true" },
      h("rect", { width: 100, height: 6, class: "track" }),
      h("rect", { width: up, height: 6, class: "value" }),
      h("rect", { x: 100 - down, width: down, height: 6, class: "bad" }),
    ),
    h("span", null, number(side.up) + " of " + number(side.total) + " up"),
    side.probes.size > 0 &&
      h(
        "span",
        { class: "muted" },
        "failing: " + [...side.probes].map(([probe, failing]) => probeWord(probe) + " " + number(failing)).join(", "),
      ),
  );
}

/** Links that fail, those of one pair that fail alike in one row. */
function FailingLinks({ node, links, route, go }) {
  const groups = new Map();
  let total = 0;
  for (const link of links) {
    if (link.state === "up" && !(link.failingProbes ?? []).length) continue;
    total++;
    const reasons = (link.failingProbes ?? [])
      .map((each) => probeWord(each.probe) + (each.reason ? " " + words(each.reason) : ""))
      .join(", ");
    const key = [link.source, link.target, link.state, reasons].join("\n");
    const group = groups.get(key);
    const place = link.network + " " + familyWord(link.ipFamily);
    if (!group) groups.set(key, { ...link, key, reasons, places: [place] });
    else {
      group.places.push(place);
      if (link.since && (!group.since || link.since < group.since)) group.since = link.since;
    }
  }
  const failing = [...groups.values()];
  const weight = (link) => (link.state === "down" ? 0 : link.state === "up" ? 1 : 2);
  failing.sort((a, b) => weight(a) - weight(b) || (a.target === node) - (b.target === node));
  return h(
    "section",
    null,
    h(
      "h3",
      null,
      total ? count(total, "link") + (total === 1 ? " fails or is unknown" : " fail or are unknown") : "Failing links",
    ),
    failing.length === 0
      ? h("p", { class: "muted" }, "None.")
      : h(
          "ul",
          { class: "link-list" },
          failing
            .slice(0, MOST_LINKS)
            .map((link) =>
              h(
                "li",
                { key: link.key },
                h(StateLabel, { state: link.state }),
                h(PairLink, { source: link.source, target: link.target, route, go, most: 20 }),
                h("span", { class: "muted when" }, link.since ? h(Since, { at: link.since, prefix: "for " }) : null),
                h("span", { class: "reasons" }, [link.reasons, link.places.join(", ")].filter(Boolean).join(" · ")),
              ),
            ),
          failing.length > MOST_LINKS &&
            h("li", { class: "muted" }, "and " + number(failing.length - MOST_LINKS) + " more"),
        ),
  );
}

/** Where the observers of a node do not agree, the few are named: they tell where the fault is. */
function Disagreement({ node, links, route, go }) {
  const groups = new Map();
  for (const link of links) {
    if (link.target !== node) continue;
    const key = link.network + " " + familyWord(link.ipFamily);
    if (!groups.has(key)) groups.set(key, { up: [], down: [] });
    groups.get(key)[link.state]?.push(link.source);
  }
  const mixed = [...groups].filter(([, { up, down }]) => up.length && down.length);
  if (mixed.length === 0) return null;
  return h(
    "section",
    null,
    h("h3", null, "Who disagrees"),
    h(
      "ul",
      { class: "plain-list" },
      mixed.map(([key, { up, down }]) => {
        const few = up.length < down.length ? up : down;
        return h(
          "li",
          { key },
          key +
            ": " +
            number(up.length) +
            " reach it, " +
            number(down.length) +
            " do not. " +
            (few === up ? "Still reached by " : "Not reached by "),
          few
            .slice(0, 6)
            .map((source, at) => [
              at ? ", " : "",
              h(PairLink, { key: source, source, target: node, route, go, most: 16 }),
            ]),
          few.length > 6 ? " and " + number(few.length - 6) + " more" : "",
          ".",
        );
      }),
    ),
  );
}
