// SPDX-License-Identifier: Apache-2.0
import { cellsOf, tally, zoneName } from "./cells.js";
import { arranged } from "./seriation.js";
import { commonParts, withoutCommon } from "./names.js";
import { SHAPES } from "./icons.js";
import { CODE, LETTERS, cellClass, cellWord, familyWord, findingSentence, severityClass, statusClass, statusWord, words } from "./vocabulary.js";
import { count, ellipsis, number, percent, utc } from "./format.js";

const COLOURS = { up: "#8ba0b4", lossy: "#c98a00", oneway: "#a8487f", down: "#d55e00", unknown: "#6b7785", expected: "#6b7785" };

const STYLE = `:root{color-scheme:light;font:15px/1.5 system-ui,sans-serif;color:#17212c;background:#fff}
body{max-width:68rem;margin:2rem auto;padding:0 1.5rem}h1{font-size:1.5rem;line-height:1.3;margin:.2rem 0 1rem}h2{font-size:1.1rem;margin:2rem 0 .5rem}
.status{font-weight:700}.critical{color:#b04300}.degraded{color:#8a5a00}.healthy{color:#2d5f86}.unknown{color:#55606c}
article{border:1px solid #dde3ea;border-left:4px solid #c98a00;border-radius:6px;padding:.8rem 1rem;margin:.8rem 0}article.severity-critical{border-left-color:#d55e00}
h3{margin:0 0 .3rem;font-size:1rem}ul{margin:.3rem 0;padding-left:1.2rem}.muted{color:#5a6673}code{display:block;background:#f3f5f8;padding:.3rem .5rem;border-radius:4px;overflow-wrap:anywhere}
svg text{font:10px system-ui,sans-serif;fill:#445}table{border-collapse:collapse}td,th{padding:.15rem .7rem .15rem 0;text-align:left;vertical-align:top}footer{margin-top:2rem}`;

/**
 * One file that shows what the page shows, without scripts and without a connection.
 *
 * @param {object} state
 * @param {object|null} matrix that is shown, as the exporter sent it
 * @param {string} order of its rows
 * @param {string} address of this view
 * @returns {string} HTML
 */
export function snapshotOf(state, matrix, order, address) {
  const status = statusClass(state.status);
  const bad = state.nodes.filter((node) => node.state !== "up");
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(statusWord(state.status))}: ${text(state.cluster || "Netcheck")}, ${text(utc(state.at))}</title><style>${STYLE}</style></head><body>
<p class="muted">Netcheck ${text(state.version ?? "")} · cluster ${text(state.cluster || "unnamed")} · ${text(utc(state.at))}</p>
<p class="status ${status}">${text(statusWord(state.status))}${state.statusSince ? " since " + text(utc(state.statusSince)) : ""}</p>
<h1>${text(state.summary || "There is no summary.")}</h1>
<p>${text(count(state.nodes.length, "node"))}, ${text(number(state.nodes.length - bad.length))} up${bad.length ? "; not up: " + text(bad.slice(0, 40).map((node) => node.node + " (" + words(node.state) + ")").join(", ")) + (bad.length > 40 ? " and " + (bad.length - 40) + " more" : "") : ""}.</p>
<h2>${text(count(state.findings.length, "finding"))}</h2>
${state.findings.map(article).join("\n") || "<p>None.</p>"}
${state.developing.length ? "<h2>Not certain yet</h2><ul>" + state.developing.map((entry) => `<li>${text(entry.where ?? "")}, waiting for ${text(entry.waitingFor ?? "more reports")}</li>`).join("") + "</ul>" : ""}
<h2>Links</h2>
<table><tr><th>Network</th><th>Family</th><th>Links</th><th>Up</th><th>Down</th><th>Unknown</th></tr>${state.planes.map((plane) => `<tr><td>${text(plane.network)}</td><td>${text(familyWord(plane.ipFamily))}</td>${["total", "up", "down", "unknown"].map((key) => `<td>${text(number(plane.links?.[key]))}</td>`).join("")}</tr>`).join("")}</table>
${matrix ? drawing(matrix, order) : ""}
<footer class="muted">Taken ${text(utc(Date.now()))} from <a href="${text(address)}">${text(address)}</a></footer>
</body></html>
`;
}

function article(finding) {
  const facts = [
    words(finding.severity || "warning"),
    "network " + words(finding.network ?? "all"),
    finding.ipFamily && finding.ipFamily !== "all" ? familyWord(finding.ipFamily) : "",
    finding.probe && finding.probe !== "all" ? "probe " + finding.probe : "",
    Number.isFinite(finding.confidence) ? "confidence " + percent(finding.confidence) : "",
    finding.onset ? "broke " + utc(finding.onset) : "",
    finding.since ? "found " + utc(finding.since) : "",
  ].filter(Boolean);
  const list = (title, lines) => (lines?.length ? `<p class="muted">${title}</p><ul>${lines.map((line) => `<li>${text(line)}</li>`).join("")}</ul>` : "");
  return `<article class="severity-${severityClass(finding.severity)}"><h3>${text(findingSentence(finding))}</h3><p class="muted">${text(facts.join(" · "))}</p>${list("Evidence", finding.evidence)}${list("Ruled out", finding.ruledOut)}${finding.hint ? `<p>${text(finding.hint)}</p>` : ""}${(finding.commands ?? []).map((command) => `<code>${text(command)}</code>`).join("")}</article>`;
}

/** The matrix as one SVG: a path for each state, so that 40,000 cells stay a small file. */
function drawing(matrix, order) {
  const cells = arranged(cellsOf(matrix), order);
  const rows = cells.sources.length;
  const columns = cells.targets.length;
  if (!rows || !columns) return "";
  const size = columns > 60 ? 5 : columns > 40 ? 10 : 18;
  const labels = size >= 10;
  const common = commonParts([...new Set([...cells.sources, ...cells.targets].map((end) => end.name))]);
  const label = (end) => ellipsis(cells.level === "zones" ? zoneName(end.name) : withoutCommon(end.name, common), 22);
  const margin = labels ? 12 + 6 * Math.max(...[...cells.sources, ...cells.targets].map((end) => label(end).length)) : 4;
  const counts = tally(cells);
  let paths = "";
  LETTERS.split("").forEach((_, code) => {
    if (code === CODE["."] || counts[code] === 0) return;
    const name = cellClass(code);
    const { fill, line } = SHAPES[name];
    let shapes = "";
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        if (cells.codes[row * columns + column] !== code) continue;
        if (labels) shapes += `<use href="#${name}" x="${margin + column * size}" y="${margin + row * size}"/>`;
        else {
          // a run in one piece
          let end = column + 1;
          while (end < columns && cells.codes[row * columns + end] === code) end++;
          shapes += `M${margin + column * size} ${margin + row * size}h${(end - column) * size - 1}v${size - 1}h-${(end - column) * size - 1}z`;
          column = end - 1;
        }
      }
    }
    paths += labels
      ? `<symbol id="${name}" viewBox="0 0 16 16" width="${size - 2}" height="${size - 2}">${fill ? `<path d="${fill}"/>` : ""}${line ? `<path d="${line}" fill="none" stroke="${COLOURS[name]}" stroke-width="1.6"/>` : ""}</symbol><g fill="${COLOURS[name]}">${shapes}</g>`
      : `<path d="${shapes}" fill="${name === "up" ? "#e3e9ef" : COLOURS[name]}"/>`;
  });
  const names = labels
    ? cells.sources.map((end, row) => `<text x="${margin - 6}" y="${margin + row * size + size * 0.7}" text-anchor="end">${text(label(end))}</text>`).join("") +
      cells.targets.map((end, column) => `<text transform="translate(${margin + column * size + size * 0.7} ${margin - 6}) rotate(-90)">${text(label(end))}</text>`).join("")
    : "";
  const legend = LETTERS.split("")
    .map((_, code) => (code !== CODE["."] && counts[code] ? number(counts[code]) + " " + cellWord(code) : ""))
    .filter(Boolean)
    .join(", ");
  return `<h2>Who reaches whom: network ${text(matrix.network)}, ${text(familyWord(matrix.ipFamily))}</h2>
<p class="muted">Rows are sources, columns are targets. ${text(legend)}.</p>
<svg xmlns="http://www.w3.org/2000/svg" width="${margin + columns * size}" height="${margin + rows * size}" role="img" aria-label="matrix of ${rows} by ${columns}">${paths}${names}</svg>`;
}

const text = (value) => String(value).replace(/[&<>"']/g, (letter) => "&#" + letter.charCodeAt(0) + ";");

/** Offers a text as a file. */
export function download(name, type, content) {
  const address = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
