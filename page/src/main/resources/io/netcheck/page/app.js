// SPDX-License-Identifier: Apache-2.0
import { Component, h, render } from "./preact.js";
import { ApiError, get, withQuery } from "./api.js";
import { ORDERS, formatRoute, parseRoute } from "./address.js";
import { LiveState, tidy } from "./live.js";
import { Header, titleOf } from "./header.js";
import { Sentence, Staleness } from "./sentence.js";
import { Findings } from "./findings.js";
import { Matrix, planeOf, probeOf } from "./matrix.js";
import { Nodes } from "./nodes.js";
import { Replay, Timeline, TimelineView, beginnings } from "./timeline.js";
import { Clusters } from "./clusters.js";
import { NodeDrawer } from "./drawer-node.js";
import { LinkDrawer } from "./drawer-link.js";
import { KeyList, onKeys } from "./keys.js";
import { markdownOf } from "./markdown.js";
import { download, snapshotOf } from "./snapshot.js";
import { announce, copyText, Empty } from "./parts.js";
import { clock } from "./time.js";
import { statusWord } from "./vocabulary.js";
import { utc } from "./format.js";

const HISTORY_DELAY_MILLIS = 1500;
const HISTORY_EVERY_MILLIS = 60_000;
const GUARD_MILLIS = 10_000;
const CLUSTERS_EVERY_MILLIS = 15_000;

/** The page: what it shows follows from the address and from what the exporter says. */
class App extends Component {
  constructor(props) {
    super(props);
    this.state = {
      route: parseRoute(location.search),
      present: null,
      past: null,
      pastError: null,
      mode: "connecting",
      error: null,
      history: null,
      historyError: null,
      clusters: null,
      clustersError: null,
      keys: false,
    };
    this.go = this.go.bind(this);
    this.jump = this.jump.bind(this);
    this.matrix = null;
    this.live = new LiveState({
      onState: (state) => this.onState(state),
      onMode: (mode, error) => this.setState({ mode, error }),
    });
  }

  componentDidMount() {
    addEventListener("popstate", () => this.setRoute(parseRoute(location.search)));
    const { route } = this.state;
    clock.frozen = route.at ? Date.parse(route.at) : null;
    this.live.start();
    if (route.at) this.loadPast(route.at);
    this.loadHistory();
    this.loadClusters();
    setInterval(() => document.hidden || this.loadHistory(), HISTORY_EVERY_MILLIS);
    setInterval(
      () =>
        document.hidden ||
        !(this.state.clusters?.length || this.state.route.view === "clusters") ||
        this.loadClusters(),
      CLUSTERS_EVERY_MILLIS,
    );
    onKeys(this.actions());
  }

  componentDidUpdate() {
    document.title = titleOf(this.shown(), this.state.route);
  }

  /** The state that is shown: the present one, or the past one that the address asks for. */
  shown() {
    return this.state.route.at ? this.state.past : this.state.present;
  }

  onState(state) {
    const before = this.state.present;
    clock.sync(state.at);
    this.setState({ present: state });
    if (!before || state.summary !== before.summary || state.status !== before.status) {
      if (!this.state.route.at) announce(statusWord(state.status) + ". " + (state.summary ?? ""));
      if (before) this.historySoon();
    } else if (state.findings !== before.findings || state.nodes !== before.nodes) this.historySoon();
  }

  /** The changes up to the moment that is shown; the same list while nothing is new. */
  changesUntil(history, at) {
    if (!at) return history?.changes;
    if (this.untilOf !== history || this.untilAt !== at) {
      this.untilOf = history;
      this.untilAt = at;
      this.until = (history?.changes ?? []).filter((change) => Date.parse(change.at) <= Date.parse(at));
    }
    return this.until;
  }

  historySoon() {
    this.historyTimer ??= setTimeout(() => {
      this.historyTimer = null;
      this.loadHistory();
    }, HISTORY_DELAY_MILLIS);
  }

  async loadHistory() {
    try {
      const history = await get("api/v2/history?limit=1000");
      if (history !== this.state.history) this.setState({ history, historyError: null });
    } catch (historyError) {
      this.setState({ historyError });
    }
  }

  async loadClusters() {
    try {
      this.setState({ clusters: await get("api/v2/clusters"), clustersError: null });
    } catch (clustersError) {
      this.setState({ clustersError });
    }
  }

  async loadPast(at) {
    this.pastAbort?.abort();
    const abort = (this.pastAbort = new AbortController());
    try {
      const past = tidy(await get(withQuery("api/v2/state", { at }), { signal: abort.signal }));
      if (!abort.signal.aborted) {
        this.setState({ past, pastError: null });
        announce("At " + utc(at) + ": " + statusWord(past.status) + ". " + (past.summary ?? ""));
      }
    } catch (pastError) {
      if (!abort.signal.aborted) this.setState({ past: null, pastError });
    }
  }

  /** Moves to a view that differs from the present one by `to`. */
  go(to, { replace = false } = {}) {
    const route = { ...this.state.route, ...to };
    const address = formatRoute(route);
    if (address !== formatRoute(this.state.route)) {
      if (replace) history.replaceState(null, "", address);
      else history.pushState(null, "", address);
      this.setRoute(route);
    }
  }

  setRoute(route) {
    const before = this.state.route;
    clock.frozen = route.at ? Date.parse(route.at) : null;
    if (route.at !== before.at) {
      if (route.at) this.loadPast(route.at);
      else this.pastAbort?.abort();
    }
    if (route.wall) document.documentElement.dataset.wall = "1";
    else delete document.documentElement.dataset.wall;
    // what was shown of another moment must not stand below the new time
    this.setState({ route, ...(route.at === before.at ? {} : { past: null, pastError: null }) });
  }

  /** Goes to the finding before (-1) or after (1) the moment that is shown. */
  jump(direction) {
    const { history, route } = this.state;
    const moments = beginnings(history?.changes ?? []);
    const at = route.at ? Date.parse(route.at) : clock.present();
    // a second later, because the state of that moment has it for certain
    const target =
      direction < 0
        ? moments.filter((each) => each + 1000 < at - 500).at(-1)
        : moments.find((each) => each + 1000 > at + 500);
    if (target !== undefined && target + 1000 < clock.present()) this.go({ at: new Date(target + 1000).toISOString() });
    else if (direction > 0) {
      if (route.at) this.go({ at: "" });
      else announce("There is no later finding.");
    } else announce("There is no earlier finding.");
  }

  actions() {
    const next = (list, value) => list[(list.indexOf(value) + 1) % list.length];
    const onPlane = (act) => () => {
      const state = this.shown();
      const plane = state && planeOf(state, this.state.route);
      if (plane) act(state.planes, plane);
    };
    return {
      1: () => this.go({ view: "matrix" }),
      2: () => this.go({ view: "nodes" }),
      3: () => this.go({ view: "timeline" }),
      4: () => this.go({ view: "clusters" }),
      "/": () => document.getElementById("search")?.focus(),
      n: () => this.jump(1),
      p: () => this.jump(-1),
      l: () => this.go({ at: "" }),
      o: () => this.go({ order: next(ORDERS, this.state.route.order) }),
      w: onPlane((planes, plane) => {
        const network = next([...new Set(planes.map((each) => each.network))], plane.network);
        this.go({
          network,
          family: planes.some((each) => each.network === network && each.ipFamily === plane.ipFamily)
            ? plane.ipFamily
            : "",
        });
      }),
      f: onPlane((planes, plane) =>
        this.go({
          network: plane.network,
          family: next(
            planes.filter((each) => each.network === plane.network).map((each) => each.ipFamily),
            plane.ipFamily,
          ),
        }),
      ),
      r: onPlane((_, plane) =>
        this.go({
          network: plane.network,
          family: plane.ipFamily,
          probe: next(["all", ...(plane.probes ?? [])], probeOf(plane, this.state.route)),
        }),
      ),
      m: async () => announce((await copyText(this.markdown())) ? "Copied as Markdown" : "Not copied"),
      "?": () => this.setState({ keys: true }),
      Escape: () => {
        const { route } = this.state;
        if (route.node || route.link) this.go({ node: "", link: "" });
        else if (route.sourceZone || route.targetZone) this.go({ sourceZone: "", targetZone: "" });
        else if (route.since || route.until) this.go({ since: "", until: "" });
      },
    };
  }

  markdown() {
    const state = this.shown();
    return state ? markdownOf(state, location.href) : "";
  }

  async snapshot() {
    const state = this.shown();
    if (!state) return;
    const name = ["netcheck", state.cluster || "cluster", utc(state.at).replaceAll(":", "")].join("-");
    const content = await snapshotOf(state, this.state.route, this.matrix);
    download(name.replace(/[^\w.-]+/g, "_") + ".html", "text/html", content);
  }

  render(_, { route, present, past, pastError, mode, error, history, historyError, clusters, clustersError, keys }) {
    const state = route.at ? past : present;
    const { go } = this;
    return [
      h(
        "a",
        { key: "skip", class: "skip", href: "#main", onClick: (event) => (event.preventDefault(), this.main?.focus()) },
        "Skip to the content",
      ),
      route.wall
        ? null
        : h(Header, {
            key: "header",
            state: present ?? past,
            route,
            go,
            live: this.live,
            mode,
            clusters,
            keys: () => this.setState({ keys: true }),
          }),
      route.at ? h(Replay, { key: "replay", at: route.at, go, jump: this.jump }) : null,
      h(
        "main",
        { key: "main", id: "main", tabIndex: -1, ref: (element) => (this.main = element) },
        route.at ? null : h(Staleness, { live: this.live, mode, error }),
        state
          ? h(
              "div",
              { class: "content" },
              h(
                Guard,
                null,
                h(Sentence, { state, route, go, markdown: () => this.markdown(), snapshot: () => this.snapshot() }),
              ),
              route.view === "matrix" &&
                !route.wall &&
                present &&
                h(Guard, null, h(Timeline, { history, state: present, route, go, compact: true })),
              route.view === "matrix" &&
                h(
                  "div",
                  { class: "columns" },
                  h(Guard, null, h(Findings, { state, route, go, changes: this.changesUntil(history, route.at) })),
                  h(Guard, null, h(Matrix, { state, route, go, ref: (matrix) => (this.matrix = matrix) })),
                ),
              route.view === "nodes" && h(Guard, null, h(Nodes, { state, route, go })),
              route.view === "timeline" &&
                h(Guard, null, h(TimelineView, { history, error: historyError, state: present ?? state, route, go })),
              route.view === "clusters" && h(Guard, null, h(Clusters, { clusters, error: clustersError })),
            )
          : h(Waiting, {
              error: route.at ? pastError : error,
              at: route.at,
              mode,
              retry: () => (route.at ? this.loadPast(route.at) : this.live.retry()),
              go,
            }),
      ),
      h(Foot, { key: "foot", state }),
      state && route.node ? h(Guard, { key: "node" }, h(NodeDrawer, { node: route.node, state, route, go })) : null,
      state && route.link && !route.node
        ? h(Guard, { key: "link" }, h(LinkDrawer, { link: route.link, state, route, go }))
        : null,
      keys ? h(KeyList, { key: "keys", close: () => this.setState({ keys: false }) }) : null,
    ];
  }
}

/** What fails to draw one part leaves the others. */
class Guard extends Component {
  componentDidCatch(error) {
    console.error(error);
    this.setState({ error });
    // a screen on the wall has nobody who loads it again
    this.timer = setTimeout(() => this.setState({ error: null }), GUARD_MILLIS);
  }
  componentWillUnmount() {
    clearTimeout(this.timer);
  }
  render({ children }, { error }) {
    return error ? h("p", { class: "problem" }, "This part of the page cannot be shown: " + error.message) : children;
  }
}

/** Before there is anything to show, and why. */
function Waiting({ error, at, mode, retry, go }) {
  if (!error) {
    return h("div", { class: "waiting-page" }, mode === "paused" ? "Paused" : "Asking the exporter …");
  }
  const before = error instanceof ApiError && error.code === "before_history";
  return h(
    "div",
    { class: "waiting-page" },
    h("h1", { class: "visually-hidden" }, "Netcheck"),
    h(
      Empty,
      {
        title: before
          ? "That moment is not kept"
          : at
            ? "That moment cannot be shown"
            : error.status === 401 || error.status === 403
              ? "The exporter does not let you in"
              : "The exporter does not answer",
      },
      error.message,
    ),
    h(
      "p",
      { class: "waiting-buttons" },
      h("button", { type: "button", class: "button primary", onClick: retry }, "Try again"),
      at ? h("button", { type: "button", class: "button", onClick: () => go({ at: "" }) }, "Back to live") : null,
    ),
    at ? null : h("p", { class: "muted" }, "The page tries again by itself."),
  );
}

function Foot({ state }) {
  return h(
    "footer",
    { class: "foot" },
    h("span", null, "Netcheck ", state?.version ?? ""),
    h("a", { href: "report?format=text" }, "Report"),
    h("a", { href: "report?format=json" }, "Report as JSON"),
    h("a", { href: "metrics" }, "Metrics"),
    h("a", { href: "runbooks/" }, "Runbooks"),
  );
}

const root = document.getElementById("app");
root.replaceChildren();
render(h(App, null), root);
