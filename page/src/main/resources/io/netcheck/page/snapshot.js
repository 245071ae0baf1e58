// SPDX-License-Identifier: Apache-2.0
import { h, render } from "./preact.js";
import { Findings } from "./findings.js";
import { Sentence } from "./sentence.js";
import { statusWord } from "./vocabulary.js";
import { utc } from "./format.js";

/** What a file without scripts needs besides the page's own style. */
const STYLE =
  ".matrix-scroll{max-height:none;overflow:visible}.matrix th,.matrix td{position:static}.cell{position:relative!important}";

/**
 * One file that shows what the page shows, with all findings open, without scripts and without a connection.
 *
 * @param {object} state
 * @param {import("./address.js").Route} route
 * @param {import("./matrix.js").Matrix|null} matrix that is shown
 * @returns {Promise<string>} HTML
 */
export async function snapshotOf(state, route, matrix) {
  const style = await (await fetch("assets/style.css")).text();
  const page = document.createElement("main");
  const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const still = { state, route: { ...route, wall: true }, go() {}, all: true };
  render(
    h(
      "div",
      { class: "content" },
      h(
        "p",
        { class: "muted" },
        "Taken " + utc(Date.now()) + " of " + utc(state.at) + ", times of " + zone + ", from ",
        h("a", { href: location.href }, location.href),
      ),
      h(Sentence, still),
      h(Findings, still),
    ),
    page,
  );
  const copy = page.cloneNode(true);
  render(null, page);
  if (matrix?.base) copy.firstChild.append(pictureOf(matrix));
  for (const control of copy.querySelectorAll("button, .tools, .tip")) control.remove();
  for (const link of copy.querySelectorAll("a[href]"))
    link.setAttribute("href", new URL(link.getAttribute("href"), location.href).href);
  const title = document.createElement("title");
  title.textContent = statusWord(state.status) + ": " + (state.cluster || "Netcheck") + ", " + utc(state.at);
  return [
    '<!doctype html><html lang="en" data-theme="' +
      themeNow() +
      '"><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">",
    title.outerHTML,
    "<style>" + style + STYLE + "</style>",
    copy.outerHTML,
  ].join("\n");
}

/** The theme that is shown: a picture in it keeps its colours. */
const themeNow = () =>
  document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");

/** A canvas does not copy its content, and shows only a part of what scrolls: its picture takes its place. */
function pictureOf(matrix) {
  const copy = matrix.base.cloneNode(true);
  const space = copy.querySelector(".matrix-space");
  if (space) {
    const image = document.createElement("img");
    image.alt = "The matrix";
    image.src = matrix.canvas.picture();
    space.replaceWith(image);
  }
  return copy;
}

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
