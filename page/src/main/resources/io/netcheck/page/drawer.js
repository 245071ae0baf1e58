// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { Icon } from "./icons.js";

/**
 * The panel at the right. It takes the focus, gives it back when it closes, and leaves the page beside it usable.
 * Props: title, kind (what the title is), close, children.
 */
export class Drawer extends Component {
  componentDidMount() {
    this.before = document.activeElement;
    this.heading.focus({ preventScroll: true });
  }

  componentDidUpdate(previous) {
    if (previous.title !== this.props.title) {
      this.base.scrollTop = 0;
      this.heading.focus({ preventScroll: true });
    }
  }

  componentWillUnmount() {
    if (this.before?.isConnected) this.before.focus({ preventScroll: true });
  }

  render({ title, kind, close, children }) {
    return h(
      "aside",
      {
        class: "drawer",
        "aria-labelledby": "drawer-title",
        onKeyDown: (event) => event.key === "Escape" && (event.stopPropagation(), close()),
      },
      h(
        "header",
        null,
        h(
          "div",
          null,
          h("p", { class: "kind" }, kind),
          h("h2", { id: "drawer-title", tabIndex: -1, ref: (element) => (this.heading = element) }, title),
        ),
        h(
          "button",
          { type: "button", class: "button icon-only", "aria-label": "Close", title: "Close (Esc)", onClick: close },
          h(Icon, { name: "close" }),
        ),
      ),
      children,
    );
  }
}

/**
 * Loads what a drawer shows, again when the state or the address changes, and never twice at once.
 * A subclass has `key()`, the name of what it shows, and `fetch()`.
 */
export class Loading extends Component {
  componentDidMount() {
    this.follow();
  }

  componentDidUpdate() {
    this.follow();
  }

  /**
   * What `bring` brought last, while no link has changed since and the same is shown.
   *
   * @template T
   * @param {() => Promise<T>} bring
   * @returns {Promise<T>}
   */
  async untilLinksChange(bring) {
    const { planes } = this.props.state;
    const { shown } = this;
    if (this.keptPlanes !== planes || this.keptOf !== shown) {
      this.kept = await bring();
      this.keptPlanes = planes;
      this.keptOf = shown;
    }
    return this.kept;
  }

  componentWillUnmount() {
    this.gone = true;
    clearTimeout(this.timer);
  }

  follow() {
    const key = this.key();
    if (key !== this.shown) {
      this.shown = key;
      this.setState({ data: null, error: null });
      this.load();
      return;
    }
    const { id } = this.props.state;
    if (id === this.id || this.busy || this.waiting) return;
    // the exporter assesses once a second; a drawer need not be as quick
    this.waiting = true;
    this.timer = setTimeout(() => {
      this.waiting = false;
      this.load();
    }, 3000);
  }

  async load() {
    const key = this.shown;
    this.id = this.props.state.id;
    this.busy = true;
    try {
      const data = await this.fetch();
      if (!this.gone && key === this.shown) this.setState({ data, error: null });
    } catch (error) {
      if (!this.gone && key === this.shown) this.setState({ error });
    } finally {
      this.busy = false;
    }
  }
}
