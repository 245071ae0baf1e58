// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { SHAPES } from "./icons.js";
import { NOT_MEASURED, LETTERS, cellClass, cellWord, stateClass } from "./vocabulary.js";
import { keyMove } from "./cursor.js";
import { withoutCommon } from "./names.js";
import { zoneName } from "./cells.js";

/** From this size on, a cell has room for its shape and its row for a label. */
const SHAPE_FROM = 9;

/**
 * The matrix on a canvas, for many cells. The canvas has the size of what is visible and draws its headers itself, so
 * they stay. Above it lies a grid with the one cell that has the focus, for keyboards and screen readers.
 * Props as of MatrixGrid, and order.
 */
export class MatrixCanvas extends Component {
  constructor(props) {
    super(props);
    this.state = { row: 0, column: 0 };
    this.redraw = () => {
      cancelAnimationFrame(this.frame);
      this.frame = requestAnimationFrame(() => this.draw());
    };
  }

  componentDidMount() {
    this.observer = new ResizeObserver(this.redraw);
    this.observer.observe(this.scroller);
    this.recolour = () => {
      this.known = null;
      this.redraw();
    };
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.scheme.addEventListener("change", this.recolour);
    this.themes = new MutationObserver(this.recolour);
    this.themes.observe(document.documentElement, { attributes: true, attributeFilter: ["data-theme"] });
    this.draw();
  }

  componentDidUpdate() {
    const { cells } = this.props;
    if (this.state.row >= cells.sources.length || this.state.column >= cells.targets.length)
      this.setState({ row: 0, column: 0 });
    this.redraw();
  }

  componentWillUnmount() {
    this.observer.disconnect();
    this.themes.disconnect();
    this.scheme.removeEventListener("change", this.recolour);
    cancelAnimationFrame(this.frame);
  }

  /** Room for the headers, in pixels. */
  margins() {
    const { cells, size, order } = this.props;
    if (size >= SHAPE_FROM) {
      const longest = (ends) => ends.reduce((most, end) => Math.max(most, this.labelOf(end).length), 0);
      return {
        left: Math.min(150, 14 + longest(cells.sources) * 6.2),
        top: Math.min(120, 14 + longest(cells.targets) * 6.2),
      };
    }
    return order === "zone" ? { left: 64, top: 22 } : { left: 8, top: 8 };
  }

  labelOf(end) {
    const text = this.props.cells.level === "zones" ? zoneName(end.name) : withoutCommon(end.name, this.props.common);
    return text.length > 20 ? "…" + text.slice(-19) : text;
  }

  /** The colours of the style sheet, as the browser computes them for the theme. */
  colours() {
    if (this.known) return this.known;
    const style = getComputedStyle(this.canvas);
    const read = (name) => {
      this.canvas.style.color = "var(--" + name + ")";
      return style.color;
    };
    this.known = {
      muted: read("muted"),
      line: read("line"),
      surface: read("surface"),
      font: style.fontFamily,
      states: Object.fromEntries(
        [...LETTERS]
          .slice(0, NOT_MEASURED)
          .map((_, code) => [cellClass(code), [read(cellClass(code)), read("cell-" + cellClass(code) + "-bg")]]),
      ),
    };
    return this.known;
  }

  draw() {
    const { canvas, scroller } = this;
    if (canvas && scroller?.clientWidth && scroller.clientHeight) {
      this.drawOn(canvas, scroller.clientWidth, scroller.clientHeight, scroller.scrollLeft, scroller.scrollTop);
    }
  }

  /** @returns {string} all of it as an image, whatever is visible */
  picture() {
    const { cells, size } = this.props;
    const { left, top } = this.margins();
    const canvas = document.createElement("canvas");
    this.drawOn(canvas, left + cells.targets.length * size + 1, top + cells.sources.length * size + 1, 0, 0);
    return canvas.toDataURL();
  }

  drawOn(canvas, width, height, scrolledX, scrolledY) {
    const { cells, size } = this.props;
    const scale = devicePixelRatio || 1;
    if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
      canvas.width = Math.round(width * scale);
      canvas.height = Math.round(height * scale);
      canvas.style.width = width + "px";
      canvas.style.height = height + "px";
    }
    const paint = canvas.getContext("2d");
    const colour = this.colours();
    const { left, top } = this.margins();
    const x0 = left - scrolledX;
    const y0 = top - scrolledY;
    const rows = cells.sources.length;
    const columns = cells.targets.length;
    const firstRow = Math.max(0, Math.floor((top - y0) / size));
    const lastRow = Math.min(rows, Math.ceil((height - y0) / size));
    const firstColumn = Math.max(0, Math.floor((left - x0) / size));
    const lastColumn = Math.min(columns, Math.ceil((width - x0) / size));
    paint.setTransform(scale, 0, 0, scale, 0, 0);
    paint.clearRect(0, 0, width, height);
    paint.save();
    paint.beginPath();
    paint.rect(left, top, width, height);
    paint.clip();
    const gap = size >= 6 ? 1 : 0;
    for (let code = 0; code < NOT_MEASURED; code++) {
      const name = cellClass(code);
      const [fore, back] = colour.states[name];
      const body = new Path2D();
      const marks = new Path2D();
      const strokes = new Path2D();
      let any = false;
      for (let row = firstRow; row < lastRow; row++) {
        for (let column = firstColumn; column < lastColumn; column++) {
          if (cells.codes[row * columns + column] !== code) continue;
          any = true;
          // whole pixels, so that cells of a broken size have sharp borders
          const x = Math.round(x0 + column * size);
          const y = Math.round(y0 + row * size);
          body.rect(x, y, Math.round(x0 + (column + 1) * size) - x - gap, Math.round(y0 + (row + 1) * size) - y - gap);
          if (size >= SHAPE_FROM) addShape(name, marks, strokes, x, y, size - gap);
        }
      }
      if (!any) continue;
      // small cells have no room for a shape: the strong colour fills them, except where all is well
      paint.fillStyle = size >= SHAPE_FROM || name === "up" ? back : fore;
      paint.fill(body);
      if (size >= SHAPE_FROM) {
        paint.fillStyle = fore;
        paint.fill(marks);
        paint.strokeStyle = fore;
        paint.lineWidth = 1.2;
        paint.stroke(strokes);
      } else if (name === "unknown" || name === "expected") {
        hatch(paint, body, name, colour.surface, x0, y0, width, height);
      }
    }
    paint.strokeStyle = colour.line;
    paint.lineWidth = 1;
    paint.strokeRect(
      Math.round(x0) + 0.5,
      Math.round(y0) + 0.5,
      Math.round(columns * size) - 1,
      Math.round(rows * size) - 1,
    );
    paint.restore();
    this.drawHeaders(paint, colour, { x0, y0, left, top, width, height, firstRow, lastRow, firstColumn, lastColumn });
  }

  drawHeaders(paint, colour, box) {
    const { cells, size, order } = this.props;
    const { x0, y0, left, top, width, height } = box;
    paint.textBaseline = "middle";
    if (size >= SHAPE_FROM) {
      paint.font = Math.min(11, size) + "px " + colour.font;
      const tint = (end) =>
        stateClass(end.state) === "up" ? colour.muted : (colour.states[stateClass(end.state)]?.[0] ?? colour.muted);
      paint.save();
      paint.beginPath();
      paint.rect(0, top, left, height);
      paint.clip();
      paint.textAlign = "right";
      for (let row = box.firstRow; row < box.lastRow; row++) {
        paint.fillStyle = tint(cells.sources[row]);
        paint.fillText(this.labelOf(cells.sources[row]), left - 6, y0 + (row + 0.5) * size);
      }
      paint.restore();
      paint.save();
      paint.beginPath();
      paint.rect(left, 0, width, top);
      paint.clip();
      paint.textAlign = "left";
      for (let column = box.firstColumn; column < box.lastColumn; column++) {
        paint.save();
        paint.translate(x0 + (column + 0.5) * size, top - 6);
        paint.rotate(-Math.PI / 2);
        paint.fillStyle = tint(cells.targets[column]);
        paint.fillText(this.labelOf(cells.targets[column]), 0, 0);
        paint.restore();
      }
      paint.restore();
      return;
    }
    if (order !== "zone") return;
    paint.font = "11px " + colour.font;
    paint.fillStyle = colour.muted;
    paint.strokeStyle = colour.line;
    paint.lineWidth = 1;
    for (const run of zoneRuns(cells.targets)) {
      const from = x0 + run.from * size;
      const until = x0 + run.until * size;
      line(paint, from, 0, from, top);
      paint.textAlign = "center";
      const room = Math.floor((until - from) / 6.5);
      if (room >= 1) paint.fillText(fit(zoneName(run.zone), room), (from + until) / 2, top / 2);
    }
    for (const run of zoneRuns(cells.sources)) {
      const from = y0 + run.from * size;
      const until = y0 + run.until * size;
      line(paint, 0, from, left, from);
      paint.textAlign = "right";
      if (until - from >= 11) paint.fillText(fit(zoneName(run.zone), 9), left - 6, (from + until) / 2);
    }
  }

  /** @returns {[number, number]|null} of a pointer event */
  placeOf(event) {
    const { cells, size } = this.props;
    const box = this.scroller.getBoundingClientRect();
    const { left, top } = this.margins();
    const x = event.clientX - box.left;
    const y = event.clientY - box.top;
    const column = x < left ? -1 : Math.floor((x - left + this.scroller.scrollLeft) / size);
    const row = y < top ? -1 : Math.floor((y - top + this.scroller.scrollTop) / size);
    if (column >= cells.targets.length || row >= cells.sources.length || (row < 0 && column < 0)) return null;
    return [row, column];
  }

  onPointerMove(event) {
    const place = this.placeOf(event);
    if (place?.[0] === this.pointed?.[0] && place?.[1] === this.pointed?.[1]) return;
    this.pointed = place;
    this.cross(place);
    if (place) this.props.point(place[0], place[1], null, event.clientX, event.clientY);
    else this.props.point(null);
  }

  /** Lights up the row and the column of a place. */
  cross(place) {
    const { size } = this.props;
    const { left, top } = this.margins();
    const set = (element, shown, x, y, width, height) => {
      if (!element) return; // the focus leaves because the grid goes
      element.hidden = !shown;
      if (shown)
        Object.assign(element.style, { left: x + "px", top: y + "px", width: width + "px", height: height + "px" });
    };
    const { cells } = this.props;
    set(this.crossRow, place && place[0] >= 0, left, top + place?.[0] * size, cells.targets.length * size, size);
    set(this.crossColumn, place && place[1] >= 0, left + place?.[1] * size, top, size, cells.sources.length * size);
  }

  onKeyDown(event) {
    const { cells } = this.props;
    const { row, column } = this.state;
    const to = keyMove(event, [row, column], [0, 0], [cells.sources.length - 1, cells.targets.length - 1]);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === "open") this.props.open(row, column);
    else this.moveTo(to[0], to[1]);
  }

  moveTo(row, column) {
    this.setState({ row, column });
    const { size } = this.props;
    const { left, top } = this.margins();
    const { scroller } = this;
    const x = left + column * size;
    const y = top + row * size;
    if (x < scroller.scrollLeft + left) scroller.scrollLeft = x - left;
    if (y < scroller.scrollTop + top) scroller.scrollTop = y - top;
    if (x + size > scroller.scrollLeft + scroller.clientWidth) scroller.scrollLeft = x + size - scroller.clientWidth;
    if (y + size > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = y + size - scroller.clientHeight;
    this.cross([row, column]);
    const box = scroller.getBoundingClientRect();
    this.props.point(
      row,
      column,
      null,
      box.left + x - scroller.scrollLeft + size,
      box.top + y - scroller.scrollTop + size,
    );
  }

  render({ cells, size, label, point }, { row, column }) {
    const { left, top } = this.margins();
    const rows = cells.sources.length;
    const columns = cells.targets.length;
    const source = cells.sources[row];
    const target = cells.targets[column];
    const text =
      source && target
        ? source.name + " to " + target.name + ": " + cellWord(cells.codes[row * columns + column])
        : "nothing";
    return h(
      "div",
      {
        class: "matrix-scroll matrix-canvas",
        ref: (element) => (this.scroller = element),
        onScroll: this.redraw,
        onPointerMove: (event) => this.onPointerMove(event),
        onPointerLeave: () => {
          this.pointed = null;
          this.cross(null);
          point(null);
        },
        onClick: (event) => {
          const place = this.placeOf(event);
          if (!place) return;
          if (place[0] >= 0 && place[1] >= 0) this.setState({ row: place[0], column: place[1] });
          this.props.open(...place);
        },
      },
      h(
        "div",
        {
          class: "matrix-space",
          style: { width: left + columns * size + 1 + "px", height: top + rows * size + 1 + "px" },
        },
        h("canvas", { ref: (element) => (this.canvas = element), "aria-hidden": "true" }),
        h("div", { class: "cross", hidden: true, ref: (element) => (this.crossRow = element) }),
        h("div", { class: "cross", hidden: true, ref: (element) => (this.crossColumn = element) }),
        h(
          "div",
          {
            class: "overlay-grid",
            role: "grid",
            tabIndex: 0,
            "aria-label": label,
            "aria-readonly": "true",
            "aria-rowcount": rows,
            "aria-colcount": columns,
            "aria-activedescendant": "active-cell",
            onKeyDown: (event) => this.onKeyDown(event),
            onFocus: () => this.moveTo(row, column),
            onBlur: () => {
              this.cross(null);
              point(null);
            },
          },
          h(
            "div",
            { role: "row", "aria-rowindex": row + 1 },
            h("div", {
              id: "active-cell",
              role: "gridcell",
              "aria-colindex": column + 1,
              "aria-label": text,
              class: "active-cell",
              style: {
                left: left + column * size + "px",
                top: top + row * size + "px",
                width: size + "px",
                height: size + "px",
              },
            }),
          ),
        ),
      ),
    );
  }
}

const shapePaths = new Map();

function addShape(name, marks, strokes, x, y, size) {
  let paths = shapePaths.get(name);
  if (!paths) {
    const { fill, line: stroke } = SHAPES[name];
    paths = { fill: fill && new Path2D(fill), line: stroke && new Path2D(stroke) };
    shapePaths.set(name, paths);
  }
  const place = new DOMMatrix([size / 16, 0, 0, size / 16, x, y]);
  if (paths.fill) marks.addPath(paths.fill, place);
  if (paths.line) strokes.addPath(paths.line, place);
}

/** Stripes over cells that are too small for a shape. */
function hatch(paint, body, name, surface, x0, y0, width, height) {
  paint.save();
  paint.clip(body);
  paint.strokeStyle = surface;
  paint.lineWidth = 1.2;
  paint.beginPath();
  if (name === "unknown") {
    for (let at = -height; at < width; at += 4) {
      paint.moveTo(x0 + at, y0);
      paint.lineTo(x0 + at + height * 2, y0 + height * 2);
    }
  } else {
    for (let at = 0; at < height * 2; at += 3) {
      paint.moveTo(0, y0 + at);
      paint.lineTo(width, y0 + at);
    }
  }
  paint.stroke();
  paint.restore();
}

function zoneRuns(ends) {
  const runs = [];
  ends.forEach((end, at) => {
    const last = runs.at(-1);
    if (last && last.zone === end.zone) last.until = at + 1;
    else runs.push({ zone: end.zone, from: at, until: at + 1 });
  });
  return runs;
}

const fit = (text, room) =>
  text.length <= room ? text : room < 3 ? text.slice(0, room) : "…" + text.slice(-(room - 1));

function line(paint, x1, y1, x2, y2) {
  paint.beginPath();
  paint.moveTo(Math.round(x1) + 0.5, Math.round(y1) + 0.5);
  paint.lineTo(Math.round(x2) + 0.5, Math.round(y2) + 0.5);
  paint.stroke();
}
