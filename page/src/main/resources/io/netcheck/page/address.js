// SPDX-License-Identifier: Apache-2.0

/**
 * Every view is a query string of `/`, so that a link shows a colleague the same, and Back works.
 *
 * @typedef {object} Route
 * @property {"matrix"|"nodes"|"timeline"|"clusters"} view
 * @property {string} network empty: the page chooses
 * @property {string} family likewise
 * @property {string} probe "all" or a kind of probe
 * @property {"name"|"zone"|"worst"|"clustered"} order
 * @property {""|"nodes"|"zones"} level of the matrix; empty: the exporter chooses by the number of nodes
 * @property {string} node whose drawer is open, or empty
 * @property {string} link SOURCE>TARGET whose drawer is open, or empty
 * @property {string} sourceZone of a pair of zones that is shown node by node
 * @property {string} targetZone
 * @property {string} at RFC 3339, or empty for the present
 * @property {string} since begin of the timeline's span, or empty
 * @property {string} until its end
 * @property {string} state of the nodes that are listed; empty for all
 * @property {boolean} wall
 */

const VIEWS = ["matrix", "nodes", "timeline", "clusters"];
const ORDERS = ["name", "zone", "worst", "clustered"];
const LEVELS = ["", "nodes", "zones"];
const DEFAULTS = {
  view: "matrix",
  network: "",
  family: "",
  probe: "all",
  order: "name",
  level: "",
  node: "",
  link: "",
  sourceZone: "",
  targetZone: "",
  at: "",
  since: "",
  until: "",
  state: "",
};
const KEY_OF = { sourceZone: "source-zone", targetZone: "target-zone" };
const LONGEST = 600;

/** @param {string} search as of `location` @returns {Route} */
export function parseRoute(search) {
  const query = new URLSearchParams(search);
  const route = { ...DEFAULTS, wall: query.get("wall") === "1" };
  for (const key of Object.keys(DEFAULTS)) {
    const value = query.get(KEY_OF[key] ?? key);
    if (value && value.length <= LONGEST) route[key] = value;
  }
  if (!VIEWS.includes(route.view)) route.view = DEFAULTS.view;
  if (!ORDERS.includes(route.order)) route.order = DEFAULTS.order;
  if (!LEVELS.includes(route.level)) route.level = DEFAULTS.level;
  if (route.link && !linkEnds(route.link)) route.link = "";
  for (const key of ["at", "since", "until"]) {
    if (route[key] && Number.isNaN(Date.parse(route[key]))) route[key] = "";
  }
  return route;
}

/** @param {Route} route @returns {string} a relative address */
export function formatRoute(route) {
  const query = new URLSearchParams();
  for (const [key, standard] of Object.entries(DEFAULTS)) {
    if (route[key] && route[key] !== standard) query.set(KEY_OF[key] ?? key, route[key]);
  }
  if (route.wall) query.set("wall", "1");
  return "?" + query;
}

/** @returns {{source: string, target: string}|null} of SOURCE>TARGET */
export function linkEnds(link) {
  const at = link.indexOf(">");
  if (at <= 0 || at === link.length - 1) return null;
  return { source: link.slice(0, at), target: link.slice(at + 1) };
}

export { ORDERS };
