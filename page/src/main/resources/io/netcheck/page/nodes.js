// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { Choice, Empty, StateLabel, ViewLink } from "./parts.js";
import { NODE_STATE_WORDS, capital, stateWeight, stateWord, words } from "./vocabulary.js";
import { compareNames } from "./names.js";
import { count, ellipsis, number } from "./format.js";

const ROW_PIXELS = 34;
const SPARE_ROWS = 12;

/** All nodes, the worst first. Only the rows that are visible are elements. Props: state, route, go. */
export class Nodes extends Component {
  constructor(props) {
    super(props);
    this.state = { filter: "", first: 0, visible: 40 };
    this.onScroll = () => {
      const { scroller } = this;
      if (!scroller) return;
      const first = Math.max(0, Math.floor(scroller.scrollTop / ROW_PIXELS) - SPARE_ROWS);
      const visible = Math.ceil(scroller.clientHeight / ROW_PIXELS) + 2 * SPARE_ROWS;
      if (Math.abs(first - this.state.first) >= SPARE_ROWS / 2 || first === 0 || visible !== this.state.visible)
        this.setState({ first, visible });
    };
  }

  componentDidMount() {
    this.onScroll();
    addEventListener("resize", this.onScroll);
  }

  componentWillUnmount() {
    removeEventListener("resize", this.onScroll);
  }

  shouldComponentUpdate(next, nextState) {
    return nextState !== this.state || next.state.nodes !== this.props.state.nodes || next.route !== this.props.route;
  }

  sorted() {
    const { nodes } = this.props.state;
    if (this.sortedOf !== nodes) {
      this.sortedOf = nodes;
      this.sortedNodes = [...nodes].sort(
        (a, b) => stateWeight(a.state) - stateWeight(b.state) || compareNames(a.node, b.node),
      );
    }
    return this.sortedNodes;
  }

  render({ state, route, go }, { filter, first, visible }) {
    const all = this.sorted();
    const wanted = filter.trim().toLowerCase();
    const stateOf = (node) => (NODE_STATE_WORDS.includes(node.state) ? node.state : "unknown");
    const rows = all.filter(
      (node) =>
        (!route.state || stateOf(node) === route.state) &&
        (!wanted || node.node.toLowerCase().includes(wanted) || (node.zone ?? "").toLowerCase() === wanted),
    );
    const counts = new Map();
    for (const node of all) counts.set(stateOf(node), (counts.get(stateOf(node)) ?? 0) + 1);
    const from = Math.min(first, Math.max(0, rows.length - visible));
    const shown = rows.slice(from, from + visible);
    return h(
      "section",
      { class: "panel nodes", "aria-labelledby": "nodes-title" },
      h(
        "header",
        { class: "panel-head" },
        h("h2", { id: "nodes-title" }, "Nodes"),
        h(
          "p",
          { class: "place muted" },
          rows.length === all.length
            ? count(all.length, "node")
            : number(rows.length) + " of " + count(all.length, "node"),
        ),
      ),
      h(
        "div",
        { class: "tools" },
        h(Choice, {
          label: "State",
          value: route.state,
          options: [
            { value: "", label: "All" },
            ...NODE_STATE_WORDS.filter((name) => counts.has(name) || name === route.state).map((name) => ({
              value: name,
              label: capital(stateWord(name)),
              badge: number(counts.get(name) ?? 0),
            })),
          ],
          choose: (name) => go({ state: name }),
        }),
        h("span", { class: "tools-gap" }),
        h(
          "label",
          { class: "select" },
          h("span", null, "Filter"),
          h("input", {
            type: "search",
            value: filter,
            placeholder: "name or zone",
            onInput: (event) => this.setState({ filter: event.currentTarget.value, first: 0 }),
          }),
        ),
      ),
      rows.length === 0
        ? h(Empty, { title: all.length ? "No node is like that" : "No agent has reported yet" })
        : h(
            "div",
            {
              class: "list-scroll",
              ref: (element) => (this.scroller = element),
              onScroll: this.onScroll,
              tabIndex: 0,
              role: "region",
              "aria-label": "List of nodes",
            },
            h(
              "table",
              { class: "list", "aria-rowcount": rows.length + 1 },
              h(
                "thead",
                null,
                h(
                  "tr",
                  null,
                  ["State", "Node", "Zone", "Agents", "Version"].map((title) =>
                    h("th", { key: title, scope: "col" }, title),
                  ),
                ),
              ),
              h(
                "tbody",
                null,
                from > 0 &&
                  h(
                    "tr",
                    { key: "before", "aria-hidden": "true" },
                    h("td", { colSpan: 5, class: "spacer", style: { height: from * ROW_PIXELS + "px" } }),
                  ),
                shown.map((node, at) =>
                  h(
                    "tr",
                    { key: node.node, "aria-rowindex": from + at + 2 },
                    h("td", null, h(StateLabel, { state: node.state })),
                    h(
                      "td",
                      null,
                      h(
                        ViewLink,
                        { route, go, to: { node: node.node, link: "" }, class: "name", title: node.node },
                        ellipsis(node.node, 60),
                      ),
                    ),
                    h("td", { class: "muted" }, node.zone || "–"),
                    h(
                      "td",
                      null,
                      (node.agents ?? [])
                        .map(
                          (agent) =>
                            agent.kind +
                            (agent.state === "active"
                              ? ""
                              : " " + words(agent.state) + (agent.reason ? " (" + agent.reason + ")" : "")),
                        )
                        .join(", ") || "none",
                    ),
                    h(
                      "td",
                      { class: "muted" },
                      [...new Set((node.agents ?? []).map((agent) => agent.version).filter(Boolean))].join(", ") || "–",
                    ),
                  ),
                ),
                from + shown.length < rows.length &&
                  h(
                    "tr",
                    { key: "after", "aria-hidden": "true" },
                    h("td", {
                      colSpan: 5,
                      class: "spacer",
                      style: { height: (rows.length - from - shown.length) * ROW_PIXELS + "px" },
                    }),
                  ),
              ),
            ),
          ),
    );
  }
}
