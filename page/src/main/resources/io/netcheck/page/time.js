// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { absolute, duration } from "./format.js";

/**
 * The time as the exporter has it, because a laptop's clock can be wrong. While a past moment is shown, `now()` is
 * that moment, so that "for 12 min" means what it meant then.
 */
export const clock = {
  /** Exporter's wall clock minus `performance.now()`, in milliseconds; null before the first answer. */
  offset: null,
  /** The moment that is shown, in milliseconds since 1970; null if that is the present. */
  frozen: null,

  /** The time of the last answer. The same one again is an old answer that is still right. */
  synced: "",

  /** @param {string} at the exporter's time of an answer that arrived just now */
  sync(at) {
    const millis = Date.parse(at);
    if (at === clock.synced || !Number.isFinite(millis)) return;
    clock.synced = at;
    clock.offset = millis - performance.now();
  },
  /** @returns {number} the present, in milliseconds since 1970 */
  present: () => (clock.offset === null ? Date.now() : performance.now() + clock.offset),
  /** @returns {number} the moment that is shown */
  now: () => clock.frozen ?? clock.present(),
};

const DAY_MILLIS = 86_400_000;
const SHORTEST_MILLIS = 600_000;

/**
 * Where a drawing of the history begins: a day ago, or where the history begins, but ten minutes ago at the latest.
 *
 * @param {string|undefined} from the oldest time that is kept
 * @param {number} until the end of the drawing
 */
export function beginOf(from, until) {
  const oldest = Date.parse(from);
  return Number.isFinite(oldest)
    ? Math.max(until - DAY_MILLIS, Math.min(oldest, until - SHORTEST_MILLIS))
    : until - DAY_MILLIS;
}

const listeners = new Set();
let timer = 0;

/** Calls a function once a second while the page is visible. @returns {() => void} ends it */
export function everySecond(listener) {
  listeners.add(listener);
  if (!timer) {
    timer = setInterval(() => {
      if (!document.hidden) for (const each of [...listeners]) each();
    }, 1000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) {
      clearInterval(timer);
      timer = 0;
    }
  };
}

/** A moment as the time since: `<time>` with the absolute time as its title. Props: at, prefix, suffix, present. */
export class Since extends Component {
  componentDidMount() {
    this.end = everySecond(() => {
      if (this.text() !== this.shown) this.forceUpdate();
    });
  }
  componentWillUnmount() {
    this.end();
  }
  text() {
    const millis = Date.parse(this.props.at);
    if (!Number.isFinite(millis)) return "";
    const now = this.props.present ? clock.present() : clock.now();
    return duration(Math.max(0, (now - millis) / 1000));
  }
  render({ at, prefix = "", suffix = "" }) {
    this.shown = this.text();
    if (!this.shown) return null;
    return h("time", { dateTime: at, title: absolute(at) }, prefix + this.shown + suffix);
  }
}
