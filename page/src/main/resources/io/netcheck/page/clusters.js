// SPDX-License-Identifier: Apache-2.0
import { h } from "./preact.js";
import { StatusMark, Icon } from "./icons.js";
import { Since } from "./time.js";
import { Empty } from "./parts.js";
import { statusClass, statusWord } from "./vocabulary.js";
import { compareNames } from "./names.js";
import { count } from "./format.js";

const WEIGHT = { critical: 0, unknown: 1, degraded: 2, healthy: 3 };

/** Other exporters, one row each. Props: clusters, error. */
export function Clusters({ clusters, error }) {
  const rows = [...(clusters ?? [])].sort(
    (a, b) => WEIGHT[statusOf(a)] - WEIGHT[statusOf(b)] || compareNames(String(a.name), String(b.name)),
  );
  return h(
    "section",
    { class: "panel clusters", "aria-labelledby": "clusters-title" },
    h(
      "header",
      { class: "panel-head" },
      h("h2", { id: "clusters-title" }, "Clusters"),
      h("p", { class: "place muted" }, count(rows.length, "other exporter")),
    ),
    error && h("p", { class: "problem" }, error.message),
    rows.length === 0
      ? h(Empty, { title: "No other cluster is configured" }, "The exporter's setting NETCHECK_CLUSTERS lists them.")
      : h(
          "ul",
          { class: "cluster-list" },
          rows.map((cluster) => {
            const host = hostOf(cluster.url);
            return h(
              "li",
              { key: cluster.name, class: "status-" + statusOf(cluster) },
              h(StatusMark, { status: statusOf(cluster), size: 24 }),
              h(
                "div",
                { class: "cluster-name" },
                host
                  ? h("a", { href: cluster.url }, cluster.name, h(Icon, { name: "external", size: 13 }))
                  : cluster.name,
                h("span", { class: "muted" }, host),
              ),
              h(
                "div",
                { class: "cluster-text" },
                h("b", { class: "status-word" }, cluster.error ? "Not reached" : statusWord(cluster.status)),
                " ",
                cluster.error ?? cluster.summary ?? "",
              ),
              h("div", { class: "muted" }, h(Since, { at: cluster.at, suffix: " ago", present: true })),
            );
          }),
        ),
  );
}

const statusOf = (cluster) => (cluster.error ? "unknown" : statusClass(cluster.status));

/** @returns {string} of an address of the web; empty for anything else, which is no link then */
function hostOf(address) {
  try {
    const url = new URL(address);
    return url.protocol === "http:" || url.protocol === "https:" ? url.host : "";
  } catch {
    return "";
  }
}
