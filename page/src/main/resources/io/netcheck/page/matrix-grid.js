// SPDX-License-Identifier: Apache-2.0
import { Component, h } from "./preact.js";
import { cellClass, cellWord, stateClass } from "./vocabulary.js";
import { number, short } from "./format.js";
import { keyMove } from "./cursor.js";
import { withoutCommon } from "./names.js";
import { zoneName } from "./cells.js";

/**
 * The matrix as a table, for as many cells as the DOM carries easily. Props: cells, common (what names have in
 * common), size (of a cell in pixels), label, open(row, column) with -1 for a header, point(row, column, element)
 * when a cell is looked at and point(null) when not.
 */
export class MatrixGrid extends Component {
  shouldComponentUpdate(next) {
    return next.cells !== this.props.cells || next.size !== this.props.size || next.label !== this.props.label;
  }

  componentDidMount() {
    this.setCursor(1, 1);
  }

  componentDidUpdate() {
    const { cells } = this.props;
    this.setCursor(Math.min(this.row, cells.sources.length), Math.min(this.column, cells.targets.length));
  }

  cellAt(row, column) {
    return this.table?.rows[row]?.cells[column] ?? null;
  }

  setCursor(row, column, focus = false) {
    const cell = this.cellAt(row, column);
    if (!cell) return;
    if (this.current && this.current !== cell) this.current.tabIndex = -1;
    cell.tabIndex = 0;
    this.current = cell;
    this.row = row;
    this.column = column;
    if (focus) {
      cell.focus();
      cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    }
  }

  onKeyDown(event) {
    const { cells } = this.props;
    const to = keyMove(event, [this.row, this.column], [0, 0], [cells.sources.length, cells.targets.length]);
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === "open") this.props.open(this.row - 1, this.column - 1);
    else if (to[0] || to[1]) this.setCursor(to[0], to[1], true);
  }

  /** @returns {[number, number, Element]|null} of the event's cell; -1 for a header */
  placeOf(event) {
    const cell = event.target.closest?.("td, th");
    if (!cell || !this.table.contains(cell)) return null;
    return [cell.parentElement.rowIndex - 1, cell.cellIndex - 1, cell];
  }

  onClick(event) {
    const place = this.placeOf(event);
    if (!place || (place[0] < 0 && place[1] < 0)) return;
    this.setCursor(place[0] + 1, place[1] + 1);
    this.props.open(place[0], place[1]);
  }

  onPoint(event) {
    const place = this.placeOf(event);
    this.light(place);
    if (place && (place[0] >= 0 || place[1] >= 0)) this.props.point(...place);
    else this.props.point(null);
  }

  /** Lights up the names of a place, or none. */
  light(place) {
    for (const name of this.lit ?? []) name.classList.remove("pointed");
    this.lit = place
      ? [this.cellAt(0, place[1] + 1), this.cellAt(place[0] + 1, 0)].filter((cell) => cell?.tagName === "TH")
      : [];
    for (const name of this.lit) name.classList.add("pointed");
  }

  leave() {
    this.light(null);
    this.props.point(null);
  }

  render({ cells, common, size, label }) {
    const { sources, targets, codes } = cells;
    const zones = cells.level === "zones";
    const flat = !zones && targets.every((end) => withoutCommon(end.name, common).length * 7.5 <= size);
    const text = (end) => (zones ? zoneName(end.name) : withoutCommon(end.name, common));
    return h(
      "div",
      { class: "matrix-scroll", style: { "--cell": size + "px" } },
      h(
        "table",
        {
          class:
            "matrix-grid " +
            (zones
              ? size < 112
                ? "of-zones tight"
                : "of-zones"
              : "of-nodes" + (size < 26 ? " small" : "") + (flat ? " flat" : "")),
          role: "grid",
          "aria-label": label,
          "aria-readonly": "true",
          ref: (table) => (this.table = table),
          onKeyDown: (event) => this.onKeyDown(event),
          onClick: (event) => this.onClick(event),
          onMouseOver: (event) => this.onPoint(event),
          onMouseLeave: () => this.leave(),
          onFocusIn: (event) => this.onPoint(event),
          onFocusOut: () => this.leave(),
        },
        h(
          "thead",
          null,
          h(
            "tr",
            null,
            h(
              "td",
              { class: "corner" },
              h("span", { class: "axis-from" }, "from"),
              h("span", { class: "axis-to" }, "to"),
            ),
            targets.map((end) =>
              h(
                "th",
                {
                  key: end.name,
                  scope: "col",
                  tabIndex: -1,
                  class: "t-" + stateClass(end.state),
                  title: end.name || undefined,
                },
                h("span", { class: "column-label" }, text(end)),
                zones && h("span", { class: "zone-size" }, number(end.nodes)),
              ),
            ),
          ),
        ),
        h(
          "tbody",
          null,
          sources.map((source, row) =>
            h(
              "tr",
              { key: source.name },
              h(
                "th",
                { scope: "row", tabIndex: -1, class: "t-" + stateClass(source.state), title: source.name || undefined },
                h("span", { class: "row-label" }, text(source)),
                zones &&
                  h(
                    "span",
                    { class: "zone-size" },
                    number(source.nodes) +
                      (source.nodes === 1 ? " node" : " nodes") +
                      (source.down ? ", " + number(source.down) + " down" : ""),
                  ),
              ),
              targets.map((target, column) => {
                const at = row * targets.length + column;
                const code = codes[at];
                const name = cellClass(code);
                if (zones) return h(ZoneCell, { key: target.name, name, code, pair: cells.pairs[at], source, target });
                const diagonal = source.name === target.name;
                return h("td", {
                  key: target.name,
                  tabIndex: -1,
                  class: "cell s-" + name + (diagonal ? " diagonal" : ""),
                  "aria-label": diagonal
                    ? source.name + " itself"
                    : source.name + " to " + target.name + ": " + cellWord(code),
                });
              }),
            ),
          ),
        ),
      ),
    );
  }
}

function ZoneCell({ name, code, pair, source, target }) {
  const bad = pair
    ? [
        [pair.down, "down"],
        [pair.lossy, "lossy"],
        [pair.unknown, "unknown"],
        [pair.expectedDown, "expected"],
      ].filter(([links]) => links > 0)
    : [];
  const total = pair
    ? (pair.up ?? 0) + (pair.down ?? 0) + (pair.lossy ?? 0) + (pair.unknown ?? 0) + (pair.expectedDown ?? 0)
    : 0;
  const summary = !pair
    ? "not measured"
    : bad.length
      ? bad.map(([links, word]) => number(links) + " " + word).join(", ") + " of " + number(total)
      : number(total) + " up";
  const share = bad.length ? bad[0][0] / total : 0;
  return h(
    "td",
    { tabIndex: -1, class: "zone-cell s-" + name + (share >= 0.5 && pair.down > 0 ? " heavy" : "") },
    h(
      "span",
      { class: "visually-hidden" },
      zoneName(source.name) + " to " + zoneName(target.name) + ": " + cellWord(code) + ", " + summary,
    ),
    pair &&
      h(
        "span",
        { class: "zone-cell-body", "aria-hidden": "true" },
        h("span", { class: "cell-shape s-" + name }),
        h(
          "span",
          { class: "zone-count" },
          bad.length
            ? [h("b", null, number(bad[0][0])), h("span", { class: "zone-word" }, " " + bad[0][1])]
            : number(total),
        ),
        h(
          "span",
          { class: "zone-more" },
          bad.length ? "of " + number(total) : Number.isFinite(pair.rttSeconds) ? short(pair.rttSeconds) : "up",
        ),
        share > 0 &&
          h(
            "svg",
            { class: "zone-share", viewBox: "0 0 100 3", preserveAspectRatio: "none", "aria-hidden": "true" },
            h("rect", { width: 100, height: 3, class: "rest" }),
            h("rect", { width: Math.max(2, share * 100), height: 3, class: "part" }),
          ),
      ),
  );
}
