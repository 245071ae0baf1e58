// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { Icon, Mark } from "./icons.js";
import { formatRoute } from "./address.js";
import { stateClass, stateWord } from "./vocabulary.js";
import { ellipsis } from "./format.js";

/** Small parts that several views use. */

/** Says something to screen readers, politely. The same text twice is said once. */
export function announce(text) {
  const element = document.getElementById("announcer");
  if (element && element.textContent !== text) element.textContent = text;
}

/**
 * A link to a view of this page. It works without the page's own code too: it is an address.
 * Props: route is the present one, to has what differs, go moves there.
 */
export function ViewLink({ route, to, go, children, ...rest }) {
  const target = { ...route, ...to };
  return h(
    "a",
    {
      ...rest,
      href: formatRoute(target),
      onClick(event) {
        if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
        event.preventDefault();
        go(to);
      },
    },
    children,
  );
}

/** The name of a node, as a link to its drawer. */
export function NodeLink({ node, route, go, most = 40 }) {
  return h(ViewLink, { route, go, to: { node, link: "" }, class: "name", title: node }, ellipsis(node, most));
}

/** A state as its mark and its word. */
export function StateLabel({ state }) {
  const name = stateClass(state);
  return h("span", { class: "state t-" + name }, h(Mark, { state: name }), stateWord(state));
}

/** One of several, as buttons. Props: label, value, options of {value, label, hint, badge}, choose. */
export function Choice({ label, value, options, choose }) {
  return h(
    "div",
    { class: "choice", role: "group", "aria-label": label },
    options.map((option) =>
      h(
        "button",
        {
          key: option.value,
          type: "button",
          "aria-pressed": String(option.value === value),
          title: option.hint,
          onClick: () => choose(option.value),
        },
        option.label,
        option.badge ? h("span", { class: "badge" }, option.badge) : null,
      ),
    ),
  );
}

/** Copies a text, and says for a moment that it did. Props: text or a function that makes it, label, children. */
export class CopyButton extends Component {
  componentWillUnmount() {
    clearTimeout(this.timer);
  }
  async copy() {
    const { text } = this.props;
    const copied = await copyText(typeof text === "function" ? text() : text);
    this.setState({ result: copied ? "Copied" : "Not copied: the browser does not allow it" });
    announce(copied ? "Copied" : "Not copied");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.setState({ result: null }), 1800);
  }
  render({ label, children, class: name = "button quiet" }, { result }) {
    return h(
      "button",
      { type: "button", class: name, "aria-label": label, title: label, onClick: () => this.copy() },
      h(Icon, { name: result === "Copied" ? "done" : "copy" }),
      children ? h("span", null, result ?? children) : null,
    );
  }
}

/** @param {string} text @returns {Promise<boolean>} */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // over plain HTTP there is no clipboard object: the old way
  }
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "visually-hidden";
  const focused = document.activeElement;
  document.body.append(area);
  area.select();
  let copied = false;
  try {
    copied = document.execCommand("copy");
  } catch {
    // refused
  }
  area.remove();
  focused?.focus?.();
  return copied;
}

/** A pair of nodes, as a link to its drawer. */
export function PairLink({ source, target, route, go, most = 24 }) {
  return h(
    ViewLink,
    { route, go, to: { link: source + ">" + target, node: "" }, class: "name", title: source + " → " + target },
    ellipsis(source, most),
    " → ",
    ellipsis(target, most),
  );
}

/** What is shown where there is nothing else. */
export const Empty = ({ title, children }) =>
  h("div", { class: "empty" }, h("p", { class: "empty-title" }, title), children && h("p", null, children));
