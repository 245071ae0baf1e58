// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { get, withQuery } from "./api.js";
import { ORDERS } from "./address.js";
import { cellsOf, tally, zoneName } from "./cells.js";
import { arranged } from "./seriation.js";
import { commonParts, withoutCommon } from "./names.js";
import { MatrixGrid } from "./matrix-grid.js";
import { MatrixCanvas } from "./matrix-canvas.js";
import { Choice, Empty, ViewLink } from "./parts.js";
import { Mark } from "./icons.js";
import { CODE, LETTERS, capital, cellClass, cellWord, familyWord, probeWord, stateWord, words } from "./vocabulary.js";
import { count, number, percent, short } from "./format.js";

/** Up to here every cell is an element of its own. */
const DOM_CELLS = 1600;
const LARGE_CELL = 14;
const RETRY_MILLIS = 3_000;

/** Single probes and round trips change without a change of a link. */
const RESTLESS_MILLIS = 3_000;

/**
 * The network and the IP family that are shown: those of the address, or else those with most failing links.
 *
 * @returns {object|null} a plane of the state
 */
export function planeOf(state, route) {
  const planes = state.planes;
  const fits = planes.filter(
    (plane) =>
      (!route.network || plane.network === route.network) && (!route.family || plane.ipFamily === route.family),
  );
  const choice = fits.length ? fits : planes;
  let best = null;
  for (const plane of choice) if (!best || (plane.links?.down ?? 0) > (best.links?.down ?? 0)) best = plane;
  return best;
}

/** The probe that is shown: that of the address, if the plane has it. */
export const probeOf = (plane, route) => (plane?.probes?.includes(route.probe) ? route.probe : "all");

/** @returns {string} the address of the matrix that a route shows */
export function matrixPath(plane, route, probe = probeOf(plane, route)) {
  const pair = route.sourceZone !== "" && route.targetZone !== "";
  return withQuery("api/v2/matrix", {
    network: plane.network,
    family: plane.ipFamily,
    probe: probe === "all" ? "" : probe,
    "source-zone": pair ? route.sourceZone : "",
    "target-zone": pair ? route.targetZone : "",
    level: pair ? "nodes" : route.level,
    at: route.at,
  });
}

/** Who reaches whom. Props: state, route, go. */
export class Matrix extends Component {
  constructor(props) {
    super(props);
    this.state = { matrix: null, error: null, pointed: null, width: 0, large: false };
    this.details = new Map();
  }

  componentDidMount() {
    this.observer = new ResizeObserver(([entry]) => {
      const width = Math.floor(entry.contentRect.width);
      if (width !== this.state.width) this.setState({ width });
    });
    this.observer.observe(this.base);
    this.follow();
  }

  componentDidUpdate() {
    this.follow();
  }

  componentWillUnmount() {
    this.observer.disconnect();
    this.abort?.abort();
    clearTimeout(this.retry);
  }

  shouldComponentUpdate(next, nextState) {
    const { state, route } = this.props;
    return (
      nextState !== this.state ||
      next.route !== route ||
      next.state.planes !== state.planes ||
      next.state.nodes !== state.nodes ||
      (next.state.at !== state.at && this.isRestless(next.state, route))
    );
  }

  /** Whether what is shown can change while the links of the plane stay as they are. */
  isRestless(state, route) {
    const plane = planeOf(state, route);
    return this.state.matrix?.level === "zones" || (plane !== null && probeOf(plane, route) !== "all");
  }

  /** Asks for the matrix if the one that is shown is of another view, or of another version. */
  follow() {
    const { state, route } = this.props;
    const plane = planeOf(state, route);
    if (!plane) return;
    const path = matrixPath(plane, route);
    const turn = this.isRestless(state, route) ? Math.floor(Date.parse(state.at) / RESTLESS_MILLIS) : "";
    const version = (plane.cells ?? state.id) + " " + turn;
    if (path === this.path && version === this.version) return;
    if (this.loading && path === this.path) return;
    if (path !== this.path) this.abort?.abort();
    this.path = path;
    this.version = version;
    this.load(path);
  }

  async load(path) {
    clearTimeout(this.retry);
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.loading = true;
    try {
      const matrix = await get(path, { signal });
      if (signal.aborted) return;
      this.details.clear();
      this.setState({ matrix, shownPath: path, error: null });
    } catch (error) {
      if (!signal.aborted) {
        this.setState({ error });
        this.retry = setTimeout(() => {
          this.version = null;
          this.follow();
        }, RETRY_MILLIS);
      }
    } finally {
      if (!signal.aborted) {
        this.loading = false;
        this.follow();
      }
    }
  }

  /** The arranged cells; computed once for each matrix and order. */
  cells() {
    const { matrix } = this.state;
    const { order } = this.props.route;
    if (this.arrangedOf !== matrix || this.arrangedBy !== order) {
      this.arrangedOf = matrix;
      this.arrangedBy = order;
      this.arrangedCells = arranged(cellsOf(matrix), order);
      this.common = commonParts([
        ...new Set([...this.arrangedCells.sources, ...this.arrangedCells.targets].map((end) => end.name)),
      ]);
      this.counts = tally(this.arrangedCells);
    }
    return this.arrangedCells;
  }

  open(row, column) {
    const cells = this.cells();
    const source = cells.sources[row]?.name;
    const target = cells.targets[column]?.name;
    const { go } = this.props;
    this.setState({ pointed: null });
    if (cells.level === "zones") {
      // a header opens the zone itself: its nodes among each other
      const from = source ?? target;
      const to = target ?? source;
      if (from !== undefined && to !== undefined) go({ sourceZone: from, targetZone: to });
    } else if (source !== undefined && target !== undefined) {
      if (source === target) go({ node: source, link: "" });
      else go({ link: source + ">" + target, node: "" });
    } else if ((source ?? target) !== undefined) go({ node: source ?? target, link: "" });
  }

  point(row, column, element, x, y) {
    if (row === null) {
      if (this.state.pointed) this.setState({ pointed: null });
      return;
    }
    if (element) {
      const box = element.getBoundingClientRect();
      x = box.right;
      y = box.bottom;
    }
    this.setState({ pointed: { row, column, x, y } });
    const cells = this.cells();
    if (
      cells.level === "nodes" &&
      row >= 0 &&
      column >= 0 &&
      cells.codes[row * cells.targets.length + column] <= CODE.l
    )
      this.loadDetails();
  }

  /** Which probes fail where: one small matrix for each kind of probe, asked for when somebody looks at a failure. */
  async loadDetails() {
    const { state, route } = this.props;
    const plane = planeOf(state, route);
    if (!plane || probeOf(plane, route) !== "all" || this.details.size) return;
    const { details } = this;
    for (const probe of plane.probes ?? []) details.set(probe, null);
    const { matrix } = this.state;
    await Promise.all(
      [...details.keys()].map(async (probe) => {
        try {
          const cells = cellsOf(await get(matrixPath(plane, route, probe)));
          details.set(probe, {
            cells,
            rows: new Map(cells.sources.map((end, at) => [end.name, at])),
            columns: new Map(cells.targets.map((end, at) => [end.name, at])),
          });
        } catch {
          // the tooltip says less
        }
      }),
    );
    if (matrix === this.state.matrix) this.setState({});
  }

  /** @returns {string[]} the probes that fail on a link, as far as they are known */
  failingProbes(source, target) {
    const failing = [];
    for (const [probe, detail] of this.details) {
      if (!detail) continue;
      const row = detail.rows.get(source);
      const column = detail.columns.get(target);
      if (
        row !== undefined &&
        column !== undefined &&
        detail.cells.codes[row * detail.cells.targets.length + column] === CODE.d
      )
        failing.push(probe);
    }
    return failing;
  }

  render({ state, route, go }, { matrix, shownPath, error, pointed, width, large }) {
    const plane = planeOf(state, route);
    if (!plane) {
      return h(
        "section",
        { class: "panel matrix", "aria-labelledby": "matrix-title" },
        h("h2", { id: "matrix-title" }, "Who reaches whom"),
        h(Empty, { title: "Nothing is measured yet" }, "The matrix appears with the first two agents."),
      );
    }
    const cells = matrix && this.cells();
    const probe = probeOf(plane, route);
    return h(
      "section",
      { class: "panel matrix", "aria-labelledby": "matrix-title" },
      h(
        "header",
        { class: "panel-head" },
        h("h2", { id: "matrix-title" }, "Who reaches whom"),
        cells && h(Place, { cells, route, go }),
      ),
      route.wall
        ? null
        : h(Tools, {
            state,
            route,
            go,
            plane,
            probe,
            cells,
            large,
            resize: () => this.setState({ large: !large }),
            width,
          }),
      error && h("p", { class: "problem" }, "The matrix is not known: " + error.message),
      cells
        ? h(
            "div",
            { class: shownPath === this.path || !this.loading ? "matrix-body" : "matrix-body loading" },
            this.body(cells, plane, probe),
          )
        : !error && h("div", { class: "matrix-body waiting" }),
      cells && h(Legend, { cells, counts: this.counts, common: this.common, matrix, probe }),
      cells && pointed && this.tip(cells, plane, probe, pointed),
    );
  }

  body(cells, plane, probe) {
    const { route } = this.props;
    const { width, large } = this.state;
    const columns = cells.targets.length;
    if (columns === 0 || cells.sources.length === 0) return h(Empty, { title: "Nothing is measured here" });
    const label =
      "Who reaches whom, network " +
      plane.network +
      ", " +
      familyWord(plane.ipFamily) +
      ", " +
      probeWord(probe) +
      ". Rows are sources, columns are targets.";
    const shared = {
      cells,
      common: this.common,
      label,
      open: (row, column) => this.open(row, column),
      point: (...place) => this.point(...place),
    };
    if (columns * cells.sources.length <= DOM_CELLS) {
      if (cells.level === "zones")
        return h(MatrixGrid, { ...shared, size: Math.max(72, Math.min(168, Math.floor((width - 140) / columns))) });
      const longest = cells.sources.reduce(
        (most, end) => Math.max(most, withoutCommon(end.name, this.common).length),
        0,
      );
      // the corner says which axis is which, and needs its room as well
      const room = width - Math.min(200, Math.max(84, 24 + longest * 7.2));
      return h(MatrixGrid, {
        ...shared,
        size: Math.max(16, Math.min(route.wall ? 72 : 44, Math.floor(room / columns))),
      });
    }
    const side = Math.max(columns, cells.sources.length);
    // from nine pixels on, a cell has its shape and its row a label, which needs room too
    const labelled = Math.floor((width - 110) / side);
    const fitted = Math.min(8, (width - (route.order === "zone" ? 66 : 10)) / side);
    const size =
      large || labelled >= 9 ? Math.min(30, Math.max(large ? LARGE_CELL : 9, labelled)) : Math.max(2, fitted);
    return h(MatrixCanvas, { ...shared, size, order: route.order, ref: (canvas) => (this.canvas = canvas) });
  }

  /** What is under the pointer, or has the focus. */
  tip(cells, plane, probe, { row, column, x, y }) {
    const source = cells.sources[row];
    const target = cells.targets[column];
    const end = source ?? target;
    if (!end) return null;
    const right = x > innerWidth - 330;
    const style = {
      top: Math.min(y + 6, innerHeight - 90) + "px",
      ...(right ? { right: Math.max(8, innerWidth - x + 24) + "px" } : { left: x + 6 + "px" }),
    };
    let title;
    let text;
    if (source && target) {
      const at = row * cells.targets.length + column;
      const code = cells.codes[at];
      title = zoneOr(cells, source) + " → " + zoneOr(cells, target);
      text = plane.network + " " + plane.ipFamily + (probe === "all" ? "" : " " + probe) + ": " + cellWord(code);
      if (cells.level === "zones") text += pairText(cells.pairs[at]);
      else if (code <= CODE.l) {
        const failing = this.failingProbes(source.name, target.name);
        if (failing.length) text += " (" + failing.join(", ") + ")";
      }
      if (source.name === target.name && cells.level === "nodes") text = "the node itself: " + stateWord(source.state);
    } else {
      title = zoneOr(cells, end);
      text =
        cells.level === "zones"
          ? count(end.nodes, "node") + (end.down ? ", " + number(end.down) + " down" : "")
          : stateWord(end.state) + (end.zone ? ", zone " + end.zone : "");
    }
    return h("div", { class: "tip", style, role: "tooltip" }, h("b", null, title), h("span", null, text));
  }
}

const zoneOr = (cells, end) => (cells.level === "zones" ? "zone " + zoneName(end.name) : end.name);

function pairText(pair) {
  if (!pair) return "";
  const parts = [
    ["up", "up"],
    ["down", "down"],
    ["lossy", "lossy"],
    ["unknown", "unknown"],
    ["expectedDown", "expected down"],
  ]
    .filter(([key]) => pair[key] > 0)
    .map(([key, word]) => number(pair[key]) + " " + word);
  return " · " + parts.join(", ") + (Number.isFinite(pair.rttSeconds) ? " · " + short(pair.rttSeconds) : "");
}

/** Where one is: all zones, or one pair of them. */
function Place({ cells, route, go }) {
  const pair = route.sourceZone !== "" && route.targetZone !== "";
  if (!pair) {
    return h(
      "p",
      { class: "place muted" },
      cells.level === "zones"
        ? count(cells.sources.length, "zone") + ", worst of each pair"
        : cells.square
          ? count(cells.sources.length, "node")
          : count(cells.sources.length, "source") + " × " + count(cells.targets.length, "target"),
    );
  }
  return h(
    "p",
    { class: "place" },
    h(ViewLink, { route, go, to: { sourceZone: "", targetZone: "" } }, "All zones"),
    " › ",
    h("b", null, zoneName(route.sourceZone) + " → " + zoneName(route.targetZone)),
    route.sourceZone !== route.targetZone
      ? [
          " · ",
          h(
            ViewLink,
            { route, go, to: { sourceZone: route.targetZone, targetZone: route.sourceZone } },
            "the other direction",
          ),
        ]
      : null,
  );
}

function Tools({ state, route, go, plane, probe, cells, large, resize, width }) {
  const planes = state.planes;
  const networks = [...new Set(planes.map((each) => each.network))];
  const families = planes.filter((each) => each.network === plane.network);
  const down = (list) => list.reduce((total, each) => total + (each.links?.down ?? 0), 0);
  const badge = (links) => (links > 0 ? number(links) : null);
  const zones = new Set(state.nodes.map((node) => node.zone ?? "")).size;
  const pair = route.sourceZone !== "" && route.targetZone !== "";
  const side = cells ? Math.max(cells.sources.length, cells.targets.length) : 0;
  const canvas = cells && cells.sources.length * cells.targets.length > DOM_CELLS;
  return h(
    "div",
    { class: "tools" },
    h(Choice, {
      label: "Network",
      value: plane.network,
      options: networks.map((network) => ({
        value: network,
        label: capital(words(network)),
        hint: "network " + network,
        badge: badge(down(planes.filter((each) => each.network === network))),
      })),
      choose: (network) =>
        go({
          network,
          family: planes.some((each) => each.network === network && each.ipFamily === plane.ipFamily)
            ? plane.ipFamily
            : "",
        }),
    }),
    h(Choice, {
      label: "IP family",
      value: plane.ipFamily,
      options: families.map((each) => ({
        value: each.ipFamily,
        label: familyWord(each.ipFamily),
        badge: badge(each.links?.down ?? 0),
      })),
      choose: (family) => go({ network: plane.network, family }),
    }),
    h(Choice, {
      label: "Probe",
      value: probe,
      options: ["all", ...(plane.probes ?? [])].map((each) => ({
        value: each,
        label: each === "all" ? "All" : probeWord(each),
        hint: each === "all" ? "the links, by all probes" : "only probe " + each,
      })),
      choose: (each) => go({ network: plane.network, family: plane.ipFamily, probe: each }),
    }),
    h(
      "div",
      { class: "tools-end" },
      zones > 1 && !pair && state.nodes.length <= 200
        ? h(Choice, {
            label: "Level",
            value: cells?.level ?? "nodes",
            options: [
              { value: "nodes", label: "Nodes" },
              { value: "zones", label: "Zones" },
            ],
            choose: (level) => go({ level }),
          })
        : null,
      h(
        "label",
        { class: "select" },
        h("span", null, "Order"),
        h(
          "select",
          { value: route.order, onChange: (event) => go({ order: event.currentTarget.value }) },
          ORDERS.map((order) =>
            h(
              "option",
              { key: order, value: order, selected: order === route.order },
              { name: "Name", zone: "Zone", worst: "Worst first", clustered: "Clustered" }[order],
            ),
          ),
        ),
      ),
      canvas && (width - 110) / side < LARGE_CELL
        ? h(
            "button",
            {
              type: "button",
              class: "button quiet",
              "aria-pressed": String(large),
              onClick: resize,
              title: large ? "Show all cells at once" : "Larger cells, with labels",
            },
            large ? "Fit" : "Labels",
          )
        : null,
    ),
  );
}

function Legend({ cells, counts, common, matrix, probe }) {
  const shown = LETTERS.split("")
    .map((_, code) => code)
    .reverse()
    .filter((code) => code !== CODE["."] && (counts[code] > 0 || code === CODE.u || code === CODE.d));
  const elided = cells.level === "nodes" && (common.prefix || common.suffix);
  const omitted = (matrix.sourcesOmitted ?? 0) + (matrix.targetsOmitted ?? 0) > 0;
  const measured = cells.codes.length - counts[CODE["."]];
  return h(
    "footer",
    { class: "legend" },
    h(
      "ul",
      null,
      shown.map((code) =>
        h(
          "li",
          { key: code },
          h(Mark, { state: cellClass(code) }),
          h("b", null, number(counts[code])),
          " " +
            (probe !== "all" && code === CODE.u
              ? "answered"
              : probe !== "all" && code === CODE.d
                ? "not answered"
                : cellWord(code)),
        ),
      ),
      counts[CODE["."]] > (cells.square && cells.level === "nodes" ? cells.sources.length : 0)
        ? h(
            "li",
            { title: "pairs without a link: each node has a limited number of peers" },
            h("span", { class: "blank-mark", "aria-hidden": "true" }),
            "blank: not measured (" + percent(1 - measured / Math.max(1, cells.codes.length)) + ")",
          )
        : null,
    ),
    h(
      "p",
      { class: "muted" },
      [
        cells.level === "zones"
          ? "Each cell counts links; click one for its nodes."
          : "Rows are sources, columns are targets.",
        elided
          ? " Names without “" +
            [common.prefix && common.prefix + "…", common.suffix && "…" + common.suffix]
              .filter(Boolean)
              .join("” and “") +
            "”."
          : "",
        omitted
          ? " The worst " +
            number(cells.sources.length) +
            " of " +
            number(cells.sources.length + (matrix.sourcesOmitted ?? 0)) +
            " sources and " +
            number(cells.targets.length) +
            " of " +
            number(cells.targets.length + (matrix.targetsOmitted ?? 0)) +
            " targets are shown."
          : "",
      ].join(""),
    ),
  );
}
