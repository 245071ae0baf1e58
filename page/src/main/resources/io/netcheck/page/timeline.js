// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { ChangeList, changeText } from "./changes.js";
import { Empty } from "./parts.js";
import { beginOf, clock, everySecond } from "./time.js";
import { findingSentence, severityClass, statusClass, statusWord } from "./vocabulary.js";
import { absolute, count, duration, ellipsis, moment, utc } from "./format.js";

const MOST_LANES = 14;
const LANE_PIXELS = 22;
const TICK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080].map((minutes) => minutes * 60_000);
const EVENTS = new Set(["node_joined", "node_left", "node_cordoned", "version", "exporter_started"]);

/**
 * Spans of time out of changes.
 *
 * @param {object[]} changes oldest first
 * @param {{status?: string, findings?: object[]}} present what is there now
 * @param {number} from begin, in milliseconds since 1970
 * @param {number} now
 * @returns {{status: object[], lanes: {key: string, name: string, spans: object[]}[], events: object[]}}
 */
export function spansOf(changes, present, from, now) {
  const status = [];
  let word = null;
  let since = from;
  const open = new Map();
  const lanes = new Map();
  const events = [];
  const laneOf = (change) => {
    const key = [change.kind, change.subject, change.network].join(" ");
    if (!lanes.has(key)) lanes.set(key, { key, name: findingSentence(change), spans: [] });
    return lanes.get(key);
  };
  for (const change of changes) {
    const at = Date.parse(change.at);
    if (!Number.isFinite(at)) continue;
    if (change.type === "status") {
      status.push({ from: since, until: at, status: word ?? change.was ?? "unknown" });
      word = change.status;
      since = at;
    } else if (change.type === "finding_began") {
      const span = { from: at, until: null, severity: change.severity };
      laneOf(change).spans.push(span);
      open.set(laneOf(change).key, span);
    } else if (change.type === "finding_ended") {
      const lane = laneOf(change);
      const span = open.get(lane.key);
      if (span) span.until = at;
      else
        lane.spans.push({
          from: Math.max(from, Date.parse(change.began) || from),
          until: at,
          severity: change.severity,
        });
      open.delete(lane.key);
    } else if (EVENTS.has(change.type)) events.push({ at, change });
  }
  for (const finding of present.findings ?? []) {
    const lane = laneOf(finding);
    if (!open.has(lane.key)) {
      const span = { from: Date.parse(finding.since) || from, until: null, severity: finding.severity };
      lane.spans.push(span);
      open.set(lane.key, span);
    }
  }
  for (const span of open.values()) span.until = now;
  status.push({ from: since, until: now, status: word ?? present.status ?? "unknown" });
  return { status, lanes: [...lanes.values()], events };
}

/** The moments at which findings began, oldest first, in milliseconds since 1970. */
export function beginnings(changes) {
  return [
    ...new Set(changes.filter((change) => change.type === "finding_began").map((change) => Date.parse(change.at))),
  ]
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
}

/**
 * The history as lanes: the status, one lane for each finding, and what joined and left. A click looks at a
 * moment; drawing a span looks closer. Props: history, state (present), route, go, compact.
 */
export class Timeline extends Component {
  constructor(props) {
    super(props);
    this.state = { width: 0, drag: null, hover: null };
  }

  componentDidMount() {
    this.observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry.contentRect.width);
      if (width !== this.state.width) this.setState({ width });
    });
    this.observer.observe(this.box);
    let seconds = 0;
    this.end = everySecond(() => ++seconds % 10 === 0 && this.forceUpdate());
  }

  componentWillUnmount() {
    this.observer.disconnect();
    this.end();
  }

  shouldComponentUpdate(next, nextState) {
    const { history, route, state } = this.props;
    return (
      nextState !== this.state ||
      next.history !== history ||
      next.route !== route ||
      next.state.findings !== state.findings ||
      next.state.status !== state.status
    );
  }

  /** The span that is shown, in milliseconds. */
  range() {
    const { route, history } = this.props;
    const now = clock.present();
    const since = Date.parse(route.since);
    const until = Date.parse(route.until);
    if (Number.isFinite(since) && Number.isFinite(until) && until > since) return { since, until };
    return { since: beginOf(history?.from, now), until: now };
  }

  timeAt(event) {
    const box = this.box.getBoundingClientRect();
    const { since, until } = this.range();
    const share = Math.max(0, Math.min(1, (event.clientX - box.left) / box.width));
    return since + share * (until - since);
  }

  onPointerDown(event) {
    if (event.button) return;
    this.box.setPointerCapture(event.pointerId);
    const at = this.timeAt(event);
    this.setState({ drag: { from: at, to: at, x: event.clientX, moved: false } });
  }

  onPointerMove(event) {
    const at = this.timeAt(event);
    const { drag } = this.state;
    if (drag)
      this.setState({
        hover: at,
        drag: { ...drag, to: at, moved: drag.moved || Math.abs(event.clientX - drag.x) > 5 },
      });
    else this.setState({ hover: at });
  }

  onPointerUp(event) {
    const { drag } = this.state;
    this.setState({ drag: null });
    if (!drag) return;
    const { go } = this.props;
    if (drag.moved) {
      const [from, to] = [drag.from, drag.to].sort((a, b) => a - b);
      if (to - from > 2000) go({ since: utc(from), until: utc(to), view: "timeline" });
    } else go({ at: this.momentOf(this.timeAt(event)) });
  }

  /** The present is no past moment. */
  momentOf(millis) {
    const now = clock.present();
    const oldest = Date.parse(this.props.history?.from);
    const at = Number.isFinite(oldest) ? Math.max(millis, oldest + 1000) : millis;
    return now - at < 1500 ? "" : new Date(Math.round(at)).toISOString();
  }

  onKeyDown(event) {
    const { route, go } = this.props;
    const { since, until } = this.range();
    const at = route.at ? Date.parse(route.at) : clock.present();
    const step = (until - since) / (event.shiftKey ? 20 : 200);
    const to = {
      ArrowLeft: at - step,
      ArrowRight: at + step,
      PageUp: at - (until - since) / 10,
      PageDown: at + (until - since) / 10,
      Home: since,
      End: until,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    go({ at: this.momentOf(to) }, { replace: true });
  }

  render({ history, state, route, go, compact }, { width, drag, hover }) {
    const now = clock.present();
    const { since, until } = this.range();
    const changes = history?.changes ?? [];
    const { status, lanes, events } = spansOf(changes, state, Date.parse(history?.from) || since, now);
    const visible = lanes.filter((lane) => lane.spans.some((span) => span.until >= since && span.from <= until));
    visible.sort((a, b) => weightOf(a) - weightOf(b) || lastOf(b) - lastOf(a));
    const shown = compact ? visible : visible.slice(0, MOST_LANES);
    const x = (at) => ((at - since) / (until - since)) * width;
    const statusHeight = compact ? 14 : 20;
    const findingHeight = compact ? 8 : LANE_PIXELS;
    const top = compact ? 0 : 18;
    const lanesTop = top + statusHeight + 4;
    const lanesHeight = compact ? (shown.length ? findingHeight : 0) : shown.length * findingHeight;
    const height = lanesTop + lanesHeight + (compact ? 2 : 22);
    const at = route.at ? Date.parse(route.at) : null;
    const rect = (from, to, y, tall, name, title, key) => {
      const left = Math.max(0, x(from));
      const right = Math.min(width, x(to));
      return right >= 0 && left <= width
        ? h(
            "rect",
            { key, x: left, y, width: Math.max(2, right - left), height: tall, class: name, rx: 1.5 },
            h("title", null, title),
          )
        : null;
    };
    return h(
      "div",
      { class: compact ? "timeline compact" : "timeline" },
      h(
        "div",
        {
          class: "timeline-box",
          ref: (element) => (this.box = element),
          role: "slider",
          tabIndex: 0,
          "aria-label": "Moment that is shown",
          "aria-valuemin": 0,
          "aria-valuemax": Math.round((until - since) / 1000),
          "aria-valuenow": Math.round(((at ?? now) - since) / 1000),
          "aria-valuetext": at === null ? "now" : moment(at, now),
          onPointerDown: (event) => this.onPointerDown(event),
          onPointerMove: (event) => this.onPointerMove(event),
          onPointerUp: (event) => this.onPointerUp(event),
          onPointerCancel: () => this.setState({ drag: null }),
          onPointerLeave: () => this.setState({ hover: null }),
          onKeyDown: (event) => this.onKeyDown(event),
        },
        width > 0 &&
          h(
            "svg",
            { width, height, viewBox: "0 0 " + width + " " + height, "aria-hidden": "true" },
            compact ? null : h(Axis, { since, until, width, x, height }),
            status.map((span, index) =>
              rect(
                span.from,
                span.until,
                top,
                statusHeight,
                "lane-status status-" + statusClass(span.status),
                statusWord(span.status) + ", " + moment(span.from, now) + " to " + moment(span.until, now),
                "s" + index,
              ),
            ),
            shown.map((lane, index) => {
              const y = compact ? lanesTop : lanesTop + index * findingHeight;
              return h(
                "g",
                { key: lane.key },
                compact
                  ? null
                  : h("line", {
                      x1: 0,
                      x2: width,
                      y1: y + findingHeight - 0.5,
                      y2: y + findingHeight - 0.5,
                      class: "lane-line",
                    }),
                lane.spans.map((span, number) =>
                  rect(
                    span.from,
                    span.until,
                    y + (compact ? 1 : 5),
                    compact ? 5 : findingHeight - 10,
                    "lane-finding severity-" + severityClass(span.severity),
                    lane.name +
                      ", " +
                      moment(span.from, now) +
                      " to " +
                      moment(span.until, now) +
                      " (" +
                      duration((span.until - span.from) / 1000) +
                      ")",
                    number,
                  ),
                ),
                compact ? null : h(LaneName, { lane, x, y, width, tall: findingHeight, since, until }),
              );
            }),
            compact
              ? null
              : events
                  .filter((event) => event.at >= since && event.at <= until)
                  .map((event, index) =>
                    h(
                      "path",
                      {
                        key: "e" + index,
                        d: "M" + x(event.at) + " " + (height - 16) + "l4 7h-8z",
                        class: "lane-event",
                      },
                      h("title", null, changeText(event.change) + ", " + moment(event.at, now)),
                    ),
                  ),
            drag?.moved &&
              h("rect", {
                x: Math.min(x(drag.from), x(drag.to)),
                width: Math.abs(x(drag.to) - x(drag.from)),
                y: 0,
                height,
                class: "brush",
              }),
            hover !== null &&
              !drag?.moved &&
              h("line", { x1: x(hover), x2: x(hover), y1: 0, y2: height, class: "hover-line" }),
            at !== null &&
              at >= since &&
              at <= until &&
              h("path", {
                d: "M" + (x(at) - 5) + " 0h10l-5 7zM" + (x(at) - 0.75) + " 0h1.5v" + height + "h-1.5z",
                class: "at-line",
              }),
          ),
        hover !== null &&
          h(
            "span",
            {
              class: hover - since > (until - since) / 2 ? "hover-time before" : "hover-time",
              style: { left: x(hover) + "px" },
            },
            drag?.moved
              ? moment(Math.min(drag.from, drag.to), now) + " – " + moment(Math.max(drag.from, drag.to), now)
              : moment(hover, now),
          ),
      ),
      compact
        ? h(
            "p",
            { class: "timeline-ends" },
            h("span", null, moment(since, now).slice(0, -3)),
            h(
              "span",
              null,
              visible.length
                ? count(visible.length, "finding") + " in " + duration((until - since) / 1000)
                : "no finding in " + duration((until - since) / 1000),
            ),
            h("span", null, route.until ? moment(until, now).slice(0, -3) : "now"),
          )
        : visible.length > shown.length &&
            h(
              "p",
              { class: "muted" },
              count(visible.length - shown.length, "more finding") + " in this span; draw a smaller one.",
            ),
    );
  }
}

const weightOf = (lane) => (lane.spans.some((span) => span.severity === "critical") ? 0 : 1);
const lastOf = (lane) => lane.spans.at(-1)?.until ?? 0;

/** The name of a lane, where there is room beside its spans. */
function LaneName({ lane, x, y, width, tall, since, until }) {
  const spans = lane.spans.filter((span) => span.until >= since && span.from <= until);
  const first = Math.max(0, x(spans[0].from));
  const last = Math.min(width, Math.max(...spans.map((span) => x(span.until))));
  const before = first > width - last;
  const room = Math.max(first, width - last, 0);
  const name = ellipsis(lane.name, Math.max(12, Math.floor((room - 16) / 6.6)));
  if (room < 80)
    return h("text", { x: 6, y: y + tall / 2, class: "lane-name over" }, ellipsis(lane.name, Math.floor(width / 7)));
  return h(
    "text",
    { x: before ? first - 8 : last + 8, y: y + tall / 2, class: "lane-name", "text-anchor": before ? "end" : "start" },
    name,
  );
}

function Axis({ since, until, width, x, height }) {
  const step = TICK_STEPS.find((each) => ((until - since) / each) * 76 < width) ?? TICK_STEPS.at(-1);
  const offset = new Date(since).getTimezoneOffset() * 60_000;
  const ticks = [];
  for (let at = Math.ceil((since - offset) / step) * step + offset; at <= until; at += step) ticks.push(at);
  return h(
    "g",
    { class: "axis" },
    ticks.map((at) => {
      const date = new Date(at);
      const midnight = date.getHours() === 0 && date.getMinutes() === 0;
      const label = midnight
        ? moment(at, 0)
            .replace(/ \d{4}/, "")
            .replace(/ 00:00:00$/, "")
        : moment(at, at).slice(0, -3);
      return h(
        "g",
        { key: at },
        h("line", { x1: x(at), x2: x(at), y1: 14, y2: height }),
        x(at) > 18 && x(at) < width - 18 ? h("text", { x: x(at), y: 9 }, label) : null,
      );
    }),
  );
}

/** The view of time: the lanes, and below them every change. Props: history, error, state, route, go. */
export function TimelineView({ history, error, state, route, go }) {
  const since = Date.parse(route.since);
  const until = Date.parse(route.until);
  const spanned = Number.isFinite(since) && Number.isFinite(until);
  const changes = (history?.changes ?? []).filter(
    (change) => !spanned || (Date.parse(change.at) >= since && Date.parse(change.at) <= until),
  );
  const now = clock.present();
  const oldest = Date.parse(history?.from);
  const choose = (millis) => go(millis ? { since: utc(now - millis), until: utc(now) } : { since: "", until: "" });
  return h(
    "section",
    { class: "panel time", "aria-labelledby": "time-title" },
    h(
      "header",
      { class: "panel-head" },
      h("h2", { id: "time-title" }, "What happened"),
      h(
        "p",
        { class: "place muted" },
        spanned
          ? h("span", null, moment(since, now), " – ", moment(until, now), " (", duration((until - since) / 1000), ")")
          : Number.isFinite(oldest)
            ? "kept since " + moment(oldest, now)
            : "",
      ),
      h("span", { class: "tools-gap" }),
      h(
        "div",
        { class: "choice", role: "group", "aria-label": "Span" },
        [
          ["10 min", 600_000],
          ["1 h", 3_600_000],
          ["6 h", 6 * 3_600_000],
          ["All", 0],
        ].map(([label, millis]) =>
          h(
            "button",
            {
              key: label,
              type: "button",
              "aria-pressed": String(
                millis === 0
                  ? !spanned
                  : spanned && Math.abs(until - since - millis) < 1000 && Math.abs(now - until) < 120_000,
              ),
              onClick: () => choose(millis),
            },
            label,
          ),
        ),
      ),
    ),
    error && h("p", { class: "problem" }, "The history is not known: " + error.message),
    h(Timeline, { history, state, route, go }),
    h(
      "p",
      { class: "muted hint" },
      "Click a moment to see the page as it was. Draw a span to look closer. ",
      h("kbd", null, "n"),
      " and ",
      h("kbd", null, "p"),
      " jump between findings.",
    ),
    h("h3", null, spanned ? "Changes in this span" : "Changes"),
    changes.length
      ? h(ChangeList, { changes, route, go, most: 300 })
      : history &&
          h(
            Empty,
            { title: spanned ? "Nothing changed in this span" : "Nothing has changed yet" },
            spanned ? null : "The exporter keeps what changes from now on.",
          ),
    history?.omitted > 0 &&
      h(
        "p",
        { class: "muted" },
        count(history.omitted, "earlier change") + " are kept by the exporter and not listed.",
      ),
  );
}

/** Says that the page shows the past. Props: at, route, go, jump. */
export class Replay extends Component {
  componentDidMount() {
    this.end = everySecond(() => this.forceUpdate());
  }
  componentWillUnmount() {
    this.end();
  }
  render({ at, go, jump }) {
    const millis = Date.parse(at);
    const now = clock.present();
    const step = (by) => go({ at: new Date(Math.min(millis + by, now - 1000)).toISOString() });
    return h(
      "div",
      { class: "replay", role: "region", "aria-label": "The past" },
      h(
        "p",
        null,
        "You look at ",
        h("time", { dateTime: at, title: absolute(at) }, moment(at, now)),
        ", ",
        h("span", null, duration(Math.max(0, (now - millis) / 1000)) + " ago"),
      ),
      h(
        "div",
        { class: "replay-buttons" },
        h(
          "button",
          { type: "button", class: "button", onClick: () => jump(-1), title: "The finding before (p)" },
          "‹ finding",
        ),
        h("button", { type: "button", class: "button", onClick: () => step(-60_000) }, "− 1 min"),
        h("button", { type: "button", class: "button", onClick: () => step(60_000) }, "+ 1 min"),
        h(
          "button",
          { type: "button", class: "button", onClick: () => jump(1), title: "The next finding (n)" },
          "finding ›",
        ),
        h(
          "button",
          { type: "button", class: "button strong", onClick: () => go({ at: "" }), title: "Back to live (l)" },
          "Back to live",
        ),
      ),
    );
  }
}
