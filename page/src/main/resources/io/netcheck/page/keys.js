// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { Icon } from "./icons.js";

/** What the keys do, as the list shows it. */
const KEYS = [
  ["1 – 4", "Overview, nodes, timeline, clusters"],
  ["/", "Find a node"],
  ["p  n", "The finding before, the next one"],
  ["l", "Back to live"],
  ["w  f  r", "Next network, next family, next probe"],
  ["o", "Next order of the matrix"],
  ["↑ ↓ ← →", "Move in the matrix; in the timeline: another moment"],
  ["Enter", "Open what has the focus"],
  ["Esc", "Close what is open; then back to all zones"],
  ["m", "Copy as Markdown"],
  ["?", "This list"],
];

const STORED = "netcheck-keys";

/** Whether single keys do something: speech recognition presses them by accident (WCAG 2.1.4). */
function enabled() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true;
  }
}

/**
 * Calls the action of a key, unless somebody types.
 *
 * @param {Record<string, () => void>} actions by key
 * @returns {() => void} ends it
 */
export function onKeys(actions) {
  const listener = (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target } = event;
    const typing =
      target instanceof HTMLElement && (target.matches("input, select, textarea") || target.isContentEditable);
    if (typing || document.querySelector("dialog[open]")) return;
    if (event.key !== "Escape" && event.key !== "?" && !enabled()) return;
    const action = actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  addEventListener("keydown", listener);
  return () => removeEventListener("keydown", listener);
}

/** The list of keys. Props: close. */
export class KeyList extends Component {
  componentDidMount() {
    this.before = document.activeElement;
    this.base.showModal();
  }
  componentWillUnmount() {
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
  }
  render({ close }) {
    return h(
      "dialog",
      {
        class: "keys",
        "aria-labelledby": "keys-title",
        onClose: close,
        onClick: (event) => event.target === this.base && this.base.close(),
      },
      h(
        "div",
        { class: "keys-body" },
        h(
          "header",
          null,
          h("h2", { id: "keys-title" }, "Keys"),
          h(
            "button",
            { type: "button", class: "button icon-only", "aria-label": "Close", onClick: () => this.base.close() },
            h(Icon, { name: "close" }),
          ),
        ),
        h(
          "dl",
          null,
          KEYS.map(([keys, text]) =>
            h(
              "div",
              { key: keys },
              h(
                "dt",
                null,
                keys.split(/ {2}| (?=[↑↓←→])/).map((key) => h("kbd", { key }, key)),
              ),
              h("dd", null, text),
            ),
          ),
        ),
        h(
          "label",
          null,
          h("input", {
            type: "checkbox",
            checked: enabled(),
            onChange(event) {
              try {
                if (event.currentTarget.checked) localStorage.removeItem(STORED);
                else localStorage.setItem(STORED, "off");
              } catch {
                // storage is switched off: the keys stay on
              }
            },
          }),
          " Single keys are on",
        ),
      ),
    );
  }
}
