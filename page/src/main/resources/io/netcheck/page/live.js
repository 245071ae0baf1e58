// SPDX-License-Identifier: Apache-2.0
import { camelCase, get } from "./api.js";

/** How long a stream may say nothing before it is opened again. The exporter ticks every two seconds. */
const SILENT_MILLIS = 12_000;
const POLL_MILLIS = 2_000;
const RETRY_STREAM_MILLIS = 10_000;
const FAILURES_UNTIL_POLLING = 3;
const LONGEST_WAIT_MILLIS = 10_000;

const LISTS = ["findings", "developing", "warnings", "planes", "nodes", "sweep"];

/** The same state with a list where one belongs, and without entries that are nothing. @returns {object} */
export function tidy(state) {
  for (const key of LISTS) {
    if (!Array.isArray(state[key])) state[key] = [];
    else if (state[key].includes(null)) state[key] = state[key].filter((entry) => entry !== null);
  }
  if (state.nodes.some((node) => typeof node.node !== "string"))
    state.nodes = state.nodes.filter((node) => typeof node.node === "string");
  return state;
}

/**
 * The difference applied to a state, as a new object. Nodes that did not change keep their identity.
 *
 * @param {object} state
 * @param {object} change as of the stream
 * @returns {object}
 */
export function applyChange(state, change) {
  const { nodes, nodesGone, ...rest } = change;
  const next = { ...state, ...rest };
  if (nodes?.length || nodesGone?.length) {
    const byName = new Map(state.nodes.map((node) => [node.node, node]));
    for (const gone of nodesGone ?? []) byName.delete(gone);
    for (const node of nodes ?? []) byName.set(node.node, node);
    next.nodes = [...byName.values()].sort((a, b) => (a.node < b.node ? -1 : a.node > b.node ? 1 : 0));
  }
  return next;
}

/**
 * The present state, by server-sent events, or by polling where a proxy does not let a stream through. It
 * rests while the page is hidden, and goes on where it stopped.
 */
export class LiveState {
  /**
   * @param {{onState: (state: object) => void, onMode: (mode: string, error: Error|null) => void}} listener
   *     `mode` is "connecting", "live", "polling", "paused" or "unreachable"
   */
  constructor({ onState, onMode }) {
    this.onState = onState;
    this.onMode = onMode;
    this.state = null;
    this.lastId = "";
    /** When the exporter was last heard, by `performance.now()`; null before. */
    this.heardAt = null;
    this.failures = 0;
    this.running = false;
    /** The loop that polls; null if none does. */
    this.polling = null;
    this.onVisibility = () => (document.hidden ? this.pause() : this.resume());
  }

  start() {
    document.addEventListener("visibilitychange", this.onVisibility);
    addEventListener("pagehide", () => this.pause());
    addEventListener("pageshow", (event) => event.persisted && this.resume());
    if (!document.hidden) this.resume();
  }

  resume() {
    if (this.running) return;
    this.running = true;
    this.failures = 0;
    // what was heard before the pause is old for a good reason: count from now
    if (this.heardAt !== null) this.heardAt = performance.now();
    this.setMode("connecting");
    this.open();
    this.watchdog = setInterval(() => this.watch(), 2_000);
  }

  pause() {
    if (!this.running) return;
    this.running = false;
    this.close();
    clearInterval(this.watchdog);
    clearTimeout(this.pollTimer);
    this.polling = null;
    this.setMode("paused");
  }

  /** Tries again at once, as an operator asks for. */
  retry() {
    this.pause();
    this.resume();
  }

  setMode(mode, error = null) {
    this.mode = mode;
    this.onMode(mode, error);
  }

  open() {
    this.close();
    this.openedAt = performance.now();
    const resume = this.lastId ? "?last-event-id=" + encodeURIComponent(this.lastId) : "";
    const source = new EventSource("api/v2/events" + resume);
    this.source = source;
    const on = (type, handle) =>
      source.addEventListener(type, (event) => {
        if (this.source !== source) return;
        let data;
        try {
          data = camelCase(JSON.parse(event.data));
        } catch {
          return; // a broken event says nothing; the next state says everything
        }
        if (event.lastEventId) this.lastId = event.lastEventId;
        this.heard("live");
        handle(data);
      });
    on("state", (state) => this.take(state));
    on("change", (change) => {
      if (this.state) this.take(applyChange(this.state, change));
    });
    on("tick", (tick) => {
      if (this.state) this.take({ ...this.state, id: tick.id ?? this.state.id, at: tick.at ?? this.state.at });
    });
    source.onerror = () => {
      if (this.source !== source) return;
      // the browser tries again by itself after an interruption, but not after a refusal
      if (source.readyState === EventSource.CLOSED) this.failed();
      else if (this.state === null || ++this.failures >= FAILURES_UNTIL_POLLING) this.failed();
    };
  }

  close() {
    this.source?.close();
    this.source = null;
    clearTimeout(this.reopenTimer);
  }

  failed() {
    this.close();
    this.failures++;
    const wait = Math.min(LONGEST_WAIT_MILLIS, 500 * 2 ** Math.min(this.failures, 6));
    if (this.failures >= FAILURES_UNTIL_POLLING || this.state === null) {
      this.poll();
      this.reopenTimer = setTimeout(() => this.running && this.open(), this.state ? RETRY_STREAM_MILLIS : wait);
    } else {
      this.reopenTimer = setTimeout(() => this.running && this.open(), wait);
    }
  }

  /** A connection that a proxy keeps open although nothing comes through any more is given up. */
  watch() {
    if (!this.source) return;
    const quietSince = Math.max(this.heardAt ?? 0, this.openedAt);
    if (performance.now() - quietSince > SILENT_MILLIS) this.failed();
  }

  async poll() {
    if (this.polling) return;
    const turn = (this.polling = {});
    while (this.polling === turn) {
      try {
        const state = await get("api/v2/state");
        if (this.polling !== turn) break;
        // a stream that goes on from before would not say what has changed back since
        this.lastId = "";
        this.heard("polling");
        this.take(state);
      } catch (failure) {
        if (this.polling === turn) this.setMode("unreachable", failure);
      }
      await new Promise((done) => (this.pollTimer = setTimeout(done, POLL_MILLIS)));
    }
  }

  heard(mode) {
    this.heardAt = performance.now();
    if (mode === "live") {
      this.failures = 0;
      this.polling = null;
    }
    if (this.mode !== mode) this.setMode(mode);
  }

  take(state) {
    this.state = tidy(state);
    this.onState(state);
  }
}
