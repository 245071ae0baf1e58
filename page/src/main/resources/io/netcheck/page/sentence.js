// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { StatusMark, Icon, Mark } from "./icons.js";
import { Since, clock, everySecond } from "./time.js";
import { CopyButton, ViewLink, announce } from "./parts.js";
import { arrows, capital, NODE_STATE_WORDS, stateClass, stateWord, statusClass, statusWord } from "./vocabulary.js";
import { count, duration, moment, number, percent } from "./format.js";

const STALE_SECONDS = 5;

/**
 * The answer to "what is wrong": one status, one sentence, and since when. Props: state, route, go, markdown
 * and snapshot (functions), replay (whether the state is a past one).
 */
export function Sentence({ state, route, go, markdown, snapshot }) {
  const status = statusClass(state.status);
  const silent = state.nodes.length === 0;
  return h(
    "section",
    { class: "sentence status-" + status, "aria-labelledby": "summary" },
    h(StatusMark, { status, size: 44 }),
    h(
      "div",
      { class: "sentence-text" },
      h(
        "p",
        { class: "status-line" },
        h("strong", { class: "status-word" }, statusWord(state.status)),
        state.statusSince &&
          h(
            "span",
            { class: "since" },
            h(Since, { at: state.statusSince, prefix: "for " }),
            " · since ",
            moment(state.statusSince, clock.now()),
          ),
      ),
      h(
        "h1",
        { id: "summary" },
        silent && state.status !== "healthy" ? "No agent has reported yet." : summaryOf(state),
      ),
      h(Figures, { state, route, go }),
    ),
    route.wall
      ? h(WallClock, { cluster: state.cluster })
      : h(
          "div",
          { class: "sentence-actions" },
          h(CopyButton, { text: markdown, label: "Copy as Markdown, for a ticket" }, "Copy as Markdown"),
          h(
            "button",
            {
              type: "button",
              class: "button quiet",
              onClick: snapshot,
              title: "Download this view as one HTML file, for a ticket",
            },
            h(Icon, { name: "download" }),
            h("span", null, "HTML snapshot"),
          ),
          h(Dashboards, { state, route }),
        ),
  );
}

function summaryOf(state) {
  const summary = String(state.summary ?? "").trim();
  if (summary) return capital(arrows(summary));
  return state.status === "healthy" ? "Every measured link is up." : "There is no summary.";
}

/** The counts under the sentence: nodes by state, agents, links, and how much of the mesh is measured. */
function Figures({ state, route, go }) {
  const byState = new Map();
  for (const node of state.nodes) {
    const name = NODE_STATE_WORDS.includes(node.state) ? node.state : "unknown";
    byState.set(name, (byState.get(name) ?? 0) + 1);
  }
  const links = { total: 0, down: 0, unknown: 0 };
  for (const plane of state.planes) {
    for (const key of Object.keys(links)) links[key] += plane.links?.[key] ?? 0;
  }
  const clients = state.clients;
  const measured = state.sweep.filter((row) => Number.isFinite(row.coverageRatio));
  return h(
    "ul",
    { class: "figures" },
    h(
      "li",
      null,
      h(
        ViewLink,
        { route, go, to: { view: "nodes", state: "" }, class: "figure" },
        h("b", null, number(state.nodes.length)),
        state.nodes.length === 1 ? " node" : " nodes",
      ),
    ),
    NODE_STATE_WORDS.filter((name) => byState.has(name)).map((name) =>
      h(
        "li",
        { key: name },
        h(
          ViewLink,
          { route, go, to: { view: "nodes", state: name }, class: "figure t-" + stateClass(name) },
          h(Mark, { state: stateClass(name) }),
          h("b", null, number(byState.get(name))),
          " " + stateWord(name),
        ),
      ),
    ),
    clients &&
      h(
        "li",
        {
          class: "figure",
          title: count(clients.active ?? 0, "active agent") + " of " + number(clients.expected ?? 0) + " expected",
        },
        h("b", null, number(clients.active)),
        " of " + number(clients.expected) + " agents",
        clients.stale ? h("span", { class: "t-down" }, ", " + number(clients.stale) + " silent") : null,
      ),
    links.total > 0 &&
      h(
        "li",
        { class: "figure" },
        h("b", { class: links.down ? "t-down" : "" }, number(links.down)),
        " of " + number(links.total) + " links down",
        links.unknown ? ", " + number(links.unknown) + " unknown" : "",
      ),
    measured.map((row) =>
      h(
        "li",
        {
          key: "sweep-" + row.kind,
          class: "figure",
          title: "pairs of " + row.kind + " agents that are measured, by peers or by the sweep",
        },
        h("b", null, percent(row.coverageRatio)),
        " of " + row.kind + " pairs measured",
      ),
    ),
  );
}

/** The time on a wall screen: it proves that the screen is not frozen. */
class WallClock extends Component {
  componentDidMount() {
    this.end = everySecond(() => this.forceUpdate());
  }
  componentWillUnmount() {
    this.end();
  }
  render({ cluster }) {
    return h("p", { class: "wall-clock" }, h("b", null, moment(clock.now(), clock.now())), cluster || "Netcheck");
  }
}

/** Links to Grafana at the time that is shown, if the exporter knows where it is. */
function Dashboards({ state, route }) {
  const grafana = document.querySelector("meta[name=grafana]")?.content ?? "";
  if (!/^https?:\/\//.test(grafana)) return null;
  const middle = clock.now();
  const range = "?from=" + Math.round(middle - 3_600_000) + "&to=" + (route.at ? Math.round(middle + 900_000) : "now");
  const base = grafana.replace(/\/+$/, "") + "/d/";
  const cluster = state.cluster ? "&var-cluster=" + encodeURIComponent(state.cluster) : "";
  const link = (uid, label, more = "") =>
    h("a", { href: base + uid + range + cluster + more, target: "_blank", rel: "noopener noreferrer" }, label);
  return h(
    "p",
    { class: "dashboards" },
    "Grafana: ",
    link("netcheck-overview", "overview"),
    ", ",
    link("netcheck-links", "links"),
    route.node ? [", ", link("netcheck-node", "node", "&var-node=" + encodeURIComponent(route.node))] : null,
  );
}

/**
 * How old the data are, in large letters once they are older than five seconds. Props: live (LiveState),
 * mode, error.
 */
export class Staleness extends Component {
  componentDidMount() {
    this.end = everySecond(() => this.forceUpdate());
  }
  componentWillUnmount() {
    this.end();
  }
  render({ live, mode, error }) {
    if (mode === "paused" || live.heardAt === null) return null;
    const age = (performance.now() - live.heardAt) / 1000;
    if (age <= STALE_SECONDS) {
      this.said = false;
      return null;
    }
    if (!this.said) announce("The data are stale.");
    this.said = true;
    return h(
      "div",
      { class: "stale" },
      h("p", { class: "stale-age" }, "Stale for " + duration(age)),
      h(
        "p",
        null,
        "The exporter was last heard at " +
          moment(clock.present() - age * 1000, clock.present()) +
          ". What you see may not be true any more. ",
        mode === "unreachable" && error ? error.message + " " : "",
        h("button", { type: "button", class: "button", onClick: () => live.retry() }, "Try now"),
      ),
    );
  }
}
