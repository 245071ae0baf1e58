// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { Icon, Mark } from "./icons.js";
import { ViewLink } from "./parts.js";
import { clock, everySecond } from "./time.js";
import { stateClass, statusClass, statusWord } from "./vocabulary.js";
import { duration, ellipsis, moment } from "./format.js";

const THEMES = { auto: ["auto", "as the system"], light: ["sun", "light"], dark: ["moon", "dark"] };
const MOST_MATCHES = 8;

/** The bar at the top. Props: state, route, go, live, mode, clusters, keys (opens the list of keys). */
export function Header({ state, route, go, live, mode, clusters, keys }) {
  const views = [
    ["matrix", "Overview"],
    ["nodes", "Nodes"],
    ["timeline", "Timeline"],
    ...(clusters?.length || route.view === "clusters" ? [["clusters", "Clusters"]] : []),
  ];
  return h(
    "header",
    { class: "top" },
    h(
      ViewLink,
      { route, go, to: { view: "matrix", node: "", link: "", sourceZone: "", targetZone: "" }, class: "brand" },
      h(Logo, null),
      h("span", null, "Netcheck"),
      state?.cluster ? h("span", { class: "cluster" }, ellipsis(state.cluster, 40)) : null,
    ),
    h(
      "nav",
      { "aria-label": "Views" },
      views.map(([view, label]) =>
        h(
          ViewLink,
          { key: view, route, go, to: { view }, "aria-current": view === route.view ? "page" : undefined },
          label,
        ),
      ),
    ),
    h("span", { class: "tools-gap" }),
    h(NodeSearch, { nodes: state?.nodes ?? [], go }),
    h(LiveMark, { live, mode, past: Boolean(route.at), state }),
    h(ThemeSwitch, null),
    h(
      "button",
      { type: "button", class: "button icon-only", "aria-label": "Keys", title: "Keys (?)", onClick: keys },
      h("b", { "aria-hidden": "true" }, "?"),
    ),
  );
}

/** Three nodes, of whose links one is down. In the colours of the page, which can differ from those of the system. */
const Logo = () =>
  h(
    "svg",
    { class: "logo", viewBox: "0 0 32 32", width: 24, height: 24, "aria-hidden": "true" },
    h("path", { d: "M16 6 6 25h20", class: "works" }),
    h("path", { d: "M16 6l10 19", class: "fails" }),
    h("path", { d: "M16 2a4.5 4.5 0 1 0 .01 0zM6.5 20.5a4.5 4.5 0 1 0 .01 0zM25.5 20.5a4.5 4.5 0 1 0 .01 0z" }),
  );

/** How the data arrive, and how old they are. */
class LiveMark extends Component {
  componentDidMount() {
    this.end = everySecond(() => this.forceUpdate());
  }
  componentWillUnmount() {
    this.end();
  }
  render({ live, mode, past, state }) {
    const age = live.heardAt === null ? null : (performance.now() - live.heardAt) / 1000;
    const stale = age !== null && age > 5;
    const [name, text, title] = past
      ? ["past", "Past", "The page shows a past moment."]
      : mode === "paused"
        ? ["paused", "Paused", "The page rests while it is hidden."]
        : stale
          ? ["stale", "Stale " + duration(age), "The exporter is not heard."]
          : mode === "live"
            ? ["live", "Live", "Changes arrive as they happen."]
            : mode === "polling"
              ? ["polling", "Polling", "The page asks every two seconds, because no event stream comes through."]
              : mode === "unreachable"
                ? ["stale", "Unreachable", "The exporter does not answer."]
                : ["polling", "Connecting", "The page waits for the exporter."];
    return h(
      "span",
      {
        class: "live live-" + name,
        title: title + (state?.at ? "\nLast assessment: " + moment(state.at, clock.present()) : ""),
      },
      h("span", { class: "pulse", "aria-hidden": "true" }),
      text,
    );
  }
}

class ThemeSwitch extends Component {
  constructor(props) {
    super(props);
    this.state = { theme: document.documentElement.dataset.theme ?? "auto" };
  }
  next() {
    const order = Object.keys(THEMES);
    const theme = order[(order.indexOf(this.state.theme) + 1) % order.length];
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    try {
      if (theme === "auto") localStorage.removeItem("netcheck-theme");
      else localStorage.setItem("netcheck-theme", theme);
    } catch {
      // storage is switched off: for this page only
    }
    this.setState({ theme });
  }
  render(_, { theme }) {
    const [icon, word] = THEMES[theme] ?? THEMES.auto;
    return h(
      "button",
      {
        type: "button",
        class: "button icon-only",
        "aria-label": "Colours: " + word,
        title: "Colours: " + word,
        onClick: () => this.next(),
      },
      h(Icon, { name: icon }),
    );
  }
}

/** Finds a node by a part of its name. */
class NodeSearch extends Component {
  constructor(props) {
    super(props);
    this.state = { text: "", active: 0, open: false };
  }

  shouldComponentUpdate(next, nextState) {
    return nextState !== this.state || (this.state.open && next.nodes !== this.props.nodes);
  }

  matches() {
    const wanted = this.state.text.trim().toLowerCase();
    if (!wanted) return [];
    const found = [];
    for (const node of this.props.nodes) {
      const at = node.node.toLowerCase().indexOf(wanted);
      if (at >= 0) found.push({ node, at });
    }
    return found
      .sort((a, b) => a.at - b.at || a.node.node.length - b.node.node.length)
      .slice(0, MOST_MATCHES)
      .map(({ node }) => node);
  }

  choose(node) {
    this.setState({ text: "", open: false, active: 0 });
    this.props.go({ node: node.node, link: "" });
  }

  onKeyDown(event) {
    const matches = this.matches();
    const { active } = this.state;
    if (event.key === "ArrowDown" && matches.length) this.setState({ active: (active + 1) % matches.length });
    else if (event.key === "ArrowUp" && matches.length)
      this.setState({ active: (active + matches.length - 1) % matches.length });
    else if (event.key === "Enter" && matches[active]) this.choose(matches[active]);
    else if (event.key === "Escape") {
      this.setState({ text: "", open: false });
      event.currentTarget.blur();
    } else return;
    event.preventDefault();
  }

  render(_, { text, active, open }) {
    const matches = open ? this.matches() : [];
    return h(
      "div",
      { class: "search" },
      h(Icon, { name: "search", size: 14 }),
      h("input", {
        id: "search",
        type: "search",
        role: "combobox",
        "aria-label": "Find a node",
        "aria-expanded": String(matches.length > 0),
        "aria-controls": "search-list",
        "aria-autocomplete": "list",
        "aria-activedescendant": matches.length ? "search-" + active : undefined,
        placeholder: "Find a node",
        autocomplete: "off",
        spellcheck: false,
        value: text,
        onInput: (event) => this.setState({ text: event.currentTarget.value, active: 0, open: true }),
        onFocus: () => this.setState({ open: true }),
        onBlur: () => this.setState({ open: false }),
        onKeyDown: (event) => this.onKeyDown(event),
      }),
      h(
        "ul",
        { id: "search-list", role: "listbox", "aria-label": "Nodes", hidden: matches.length === 0 },
        matches.map((node, at) =>
          h(
            "li",
            {
              key: node.node,
              id: "search-" + at,
              role: "option",
              "aria-selected": String(at === active),
              onPointerDown: (event) => (event.preventDefault(), this.choose(node)),
            },
            h(Mark, { state: stateClass(node.state) }),
            h("span", { class: "name" }, ellipsis(node.node, 44)),
            h("span", { class: "muted" }, node.zone ?? ""),
          ),
        ),
      ),
    );
  }
}

/** @returns {string} the title of the browser's tab */
export function titleOf(state, route) {
  const mark = { critical: "⛔ ", degraded: "⚠ ", unknown: "? ", healthy: "" }[statusClass(state?.status)];
  return state
    ? mark +
        statusWord(state.status) +
        (route.at ? " at " + moment(route.at, clock.present()) : "") +
        " · " +
        (state.cluster || "Netcheck")
    : "Netcheck";
}
