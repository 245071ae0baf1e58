// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { get, post, withQuery } from "./api.js";
import { linkEnds } from "./address.js";
import { Drawer, Loading } from "./drawer.js";
import { ChangeList } from "./changes.js";
import { Icon } from "./icons.js";
import { NodeLink, StateLabel, ViewLink, announce } from "./parts.js";
import { Since, beginOf, clock } from "./time.js";
import { familyWord, findingSentence, probeWord, stateClass, words } from "./vocabulary.js";
import { ellipsis, moment, number, short } from "./format.js";

const CHECK_POLL_MILLIS = 1000;
const CHECK_DEADLINE_MILLIS = 75_000;

/** The two directions between two nodes, their history, and a check on demand. Props: link, state, route, go. */
export class LinkDrawer extends Loading {
  key() {
    return this.props.link + " " + this.props.route.at;
  }

  async fetch() {
    const { route } = this.props;
    const { source, target } = linkEnds(this.props.link);
    const history = (from, to) =>
      get(withQuery("api/v2/history", { source: from, target: to, until: route.at, limit: 400 }));
    const [report, both] = await Promise.allSettled([
      get(withQuery("report", { node: source, links: "all", format: "json", at: route.at })),
      this.untilLinksChange(() => Promise.all([history(source, target), history(target, source)])),
    ]);
    const [there, back] = both.value ?? [];
    if (report.status === "rejected") throw report.reason;
    const links = (report.value.links ?? []).filter(
      (link) =>
        (link.source === source && link.target === target) || (link.source === target && link.target === source),
    );
    const changes = [...(there?.changes ?? []), ...(back?.changes ?? [])].filter((change) => change.type === "link");
    const unique = new Map(
      changes.map((change) => [
        [change.at, change.source, change.target, change.network, change.ipFamily].join(" "),
        change,
      ]),
    );
    return { links, from: there?.from, changes: [...unique.values()].sort((a, b) => (a.at < b.at ? -1 : 1)) };
  }

  render({ link, state, route, go }, { data, error }) {
    const { source, target } = linkEnds(link);
    const findings = state.findings.filter(
      (finding) =>
        (finding.source === source && finding.target === target) ||
        (finding.source === target && finding.target === source) ||
        finding.node === source ||
        finding.node === target,
    );
    return h(
      Drawer,
      { title: ellipsis(source, 40) + " → " + ellipsis(target, 40), kind: "Link", close: () => go({ link: "" }) },
      h(
        "p",
        { class: "ends" },
        h(NodeLink, { node: source, route, go }),
        h(Icon, { name: "arrow", size: 13 }),
        h(NodeLink, { node: target, route, go }),
        h(ViewLink, { route, go, to: { link: target + ">" + source }, class: "button quiet" }, "The other direction"),
      ),
      findings.map((finding) =>
        h(
          "div",
          { class: "drawer-finding severity-" + (finding.severity ?? "warning"), key: finding.kind + finding.subject },
          h("b", null, findingSentence(finding)),
        ),
      ),
      error && h("p", { class: "problem" }, error.message),
      !data && !error && h("p", { class: "muted" }, "Loading …"),
      data && [
        h(Directions, { key: "directions", source, target, links: data.links }),
        h(Outcomes, {
          key: "outcomes",
          source,
          target,
          links: data.links,
          changes: data.changes,
          from: data.from,
          route,
          go,
        }),
      ],
      route.at ? null : h(Check, { key: link, source, target }),
    );
  }
}

function Directions({ source, target, links }) {
  if (links.length === 0)
    return h(
      "p",
      { class: "muted" },
      "These nodes are no peers, so there is no link between them. A check measures it now.",
    );
  const order = (link) => (link.source === source ? 0 : 1);
  return h(
    "section",
    null,
    h("h3", null, "Now"),
    [...links]
      .sort((a, b) => order(a) - order(b) || (a.network + a.ipFamily < b.network + b.ipFamily ? -1 : 1))
      .map((link) =>
        h(
          "div",
          { class: "direction", key: order(link) + link.network + link.ipFamily },
          h(
            "div",
            { class: "direction-head" },
            h(StateLabel, { state: link.state }),
            h("b", null, link.source === source ? "there" : "back"),
            h("span", { class: "muted" }, link.network + " " + familyWord(link.ipFamily)),
            h("span", { class: "figure-cell" }, Number.isFinite(link.rttSeconds) ? short(link.rttSeconds) : ""),
          ),
          (link.failingProbes ?? []).length > 0 &&
            h(
              "ul",
              null,
              link.failingProbes.map((each) =>
                h("li", { key: each.probe }, h("b", null, probeWord(each.probe)), " " + words(each.reason ?? "fails")),
              ),
            ),
          h("p", { class: "muted" }, [
            link.since && ["since ", moment(link.since, clock.now()), " ("].join(""),
            link.since && h(Since, { at: link.since }),
            link.since && ")",
            link.pathMtuBytes
              ? (link.since ? " · " : "") + "largest packet that passes: " + number(link.pathMtuBytes) + " bytes"
              : "",
            Number.isFinite(link.neverUpSeconds) ? " · never up since it is probed" : "",
          ]),
        ),
      ),
  );
}

/** The states of each direction in the last day, as far as they are kept, as a strip. */
function Outcomes({ source, target, links, changes, from, route, go }) {
  const until = clock.now();
  const since = beginOf(from, until);
  const strips = new Map();
  const stripOf = (begin, network, family) => {
    const key = [begin, network, family].join(" ");
    if (!strips.has(key)) strips.set(key, { there: begin === source, network, family, changes: [] });
    return strips.get(key);
  };
  for (const link of links) stripOf(link.source, link.network, link.ipFamily).state = link.state;
  for (const change of changes) stripOf(change.source, change.network, change.ipFamily).changes.push(change);
  if (strips.size === 0) return null;
  return h(
    "section",
    null,
    h("h3", null, "Since " + moment(since, until)),
    [...strips.values()]
      .sort((a, b) => b.there - a.there)
      .map((strip) =>
        h(
          "div",
          { class: "outcome", key: strip.there + strip.network + strip.family },
          h(
            "span",
            { class: "outcome-name" },
            (strip.there ? "there" : "back") + " ",
            h("span", { class: "muted" }, strip.network + " " + familyWord(strip.family)),
          ),
          h(
            "svg",
            { viewBox: "0 0 1000 12", preserveAspectRatio: "none", role: "img", "aria-label": count24(strip) },
            segments(strip, since, until).map((part, at) =>
              h("rect", { key: at, x: part.x, width: part.width, height: 12, class: "fill-" + stateClass(part.state) }),
            ),
          ),
        ),
      ),
    changes.length > 0
      ? h(ChangeList, { changes, route, go, most: 20 })
      : h("p", { class: "muted" }, "No change of state is kept."),
  );
}

const count24 = (strip) => (strip.changes.length ? strip.changes.length + " changes of state" : "no change of state");

function segments(strip, since, until) {
  const parts = [];
  let from = since;
  let state = strip.changes.length ? strip.changes[0].was : strip.state;
  const scale = 1000 / (until - since);
  const add = (to) => {
    if (to > from && state !== "none")
      parts.push({ x: (from - since) * scale, width: Math.max(1.5, (to - from) * scale), state });
  };
  for (const change of strip.changes) {
    const at = Math.max(since, Date.parse(change.at));
    add(at);
    from = at;
    state = change.state;
  }
  add(until);
  return parts;
}

/**
 * What is known of a check. Behind a proxy, the answer can come from another exporter, which does
 * not know it; then it stays as it was.
 */
async function ordered(check) {
  try {
    return await get("api/v2/checks/" + encodeURIComponent(check.id));
  } catch (error) {
    if (error.status === 404) return check;
    throw error;
  }
}

/** Lets both agents check the link now, and shows what they found. */
class Check extends Component {
  constructor(props) {
    super(props);
    this.state = { trace: true, check: null, error: null, busy: false };
  }

  componentWillUnmount() {
    this.gone = true;
  }

  async start() {
    const { source, target } = this.props;
    this.setState({ busy: true, error: null, check: null });
    try {
      const probes = ["icmp", "udp", "tcp", "mtu", ...(this.state.trace ? ["trace"] : [])];
      let check = await post("api/v2/checks", { source, target, probes });
      const until = performance.now() + CHECK_DEADLINE_MILLIS;
      while (!this.gone) {
        this.setState({ check });
        if (check.done || performance.now() > until) break;
        await new Promise((done) => setTimeout(done, CHECK_POLL_MILLIS));
        if (this.gone) return;
        check = await ordered(check);
      }
      announce("The check is done.");
    } catch (error) {
      if (!this.gone) this.setState({ error });
    }
    if (!this.gone) this.setState({ busy: false });
  }

  render(_, { trace, check, error, busy }) {
    return h(
      "section",
      { class: "check" },
      h("h3", null, "Check now"),
      h("p", { class: "muted" }, "Both agents probe each other at once. That takes 2 to 9 seconds."),
      h(
        "p",
        { class: "check-form" },
        h(
          "button",
          { type: "button", class: "button primary", disabled: busy, onClick: () => this.start() },
          busy ? "Checking …" : "Check now",
        ),
        h(
          "label",
          null,
          h("input", {
            type: "checkbox",
            checked: trace,
            onChange: (event) => this.setState({ trace: event.currentTarget.checked }),
          }),
          " trace the path, too",
        ),
      ),
      error && h("p", { class: "problem" }, error.message),
      check && (check.directions ?? []).map((direction, at) => h(Direction, { key: at, direction })),
    );
  }
}

function Direction({ direction }) {
  return h(
    "div",
    { class: "check-direction" },
    h(
      "h4",
      null,
      ellipsis(direction.source, 24) + " → " + ellipsis(direction.target, 24) + " ",
      h(
        "span",
        { class: "muted" },
        direction.kind +
          " agent, " +
          words(direction.state) +
          (direction.refused ? ": " + words(direction.refused) : ""),
      ),
    ),
    (direction.lines ?? []).length > 0 &&
      h(
        "table",
        { class: "facts" },
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            ["Probe", "Answered", "Round trip", "Why not"].map((title) => h("th", { key: title, scope: "col" }, title)),
          ),
        ),
        h(
          "tbody",
          null,
          direction.lines.map((line, at) =>
            h(
              "tr",
              { key: at },
              h(
                "th",
                { scope: "row" },
                probeWord(line.probe) +
                  (line.size ? " " + number(line.size) + " B" : "") +
                  (line.port ? " :" + line.port : "") +
                  " ",
                h("span", { class: "muted" }, (line.network ?? "") + " " + familyWord(line.ipFamily)),
              ),
              line.hops || line.failure
                ? h(
                    "td",
                    { colSpan: 3 },
                    h(
                      "ol",
                      { class: "hops" },
                      (line.hops ?? []).map((hop) =>
                        h(
                          "li",
                          { key: hop.hop, value: hop.hop },
                          hop.address + " ",
                          h("span", { class: "muted" }, micros(hop.rttUs)),
                        ),
                      ),
                    ),
                    line.failure ? h("span", { class: "t-down" }, "then " + words(line.failure)) : "",
                  )
                : [
                    h(
                      "td",
                      { key: "a", class: line.failed ? "t-down" : "" },
                      line.skipped
                        ? "skipped: " + words(line.skipped)
                        : number((line.sent ?? 0) - (line.failed ?? 0)) + " of " + number(line.sent),
                    ),
                    h("td", { key: "b" }, micros(line.rttMeanUs)),
                    h(
                      "td",
                      { key: "c" },
                      Object.entries(line.reasons ?? {})
                        .map(([reason, times]) => words(reason) + " × " + times)
                        .join(", ") + ((line.senders ?? []).length ? ", says " + line.senders.join(", ") : ""),
                    ),
                  ],
            ),
          ),
        ),
      ),
  );
}

const micros = (value) => (Number.isFinite(value) ? short(value / 1e6) : "");
