// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A gateway leads to the exporter's pages. */
class RouteTest {
  private static final String ROUTE =
      "exporter: {httpRoute: {enabled: true, parentRefs: [{name: a}], hostnames: [b.example]%s}}";

  @Test
  void aHostOfItsOwnHasNoFilter() {
    Rendering rendering = Chart.render(ROUTE.formatted(""));
    Manifest route = rendering.one("HTTPRoute");
    assertEquals(List.of(Map.of("name", "a")), route.list("spec", "parentRefs"));
    assertEquals(
        List.of(
            Map.of(
                "matches", List.of(Map.of("path", Map.of("type", "PathPrefix", "value", "/"))),
                "backendRefs", List.of(Map.of("name", "netcheck-exporter", "port", 8080)))),
        route.list("spec", "rules"));
    assertEquals("b.example", rendering.one("Deployment").env("NETCHECK_ALLOWED_HOSTS"));
  }

  /** The pages name their files relative to their folder, so the address must end with a slash. */
  @Test
  void aPathIsRemovedAndWithoutASlashRedirected() {
    List<?> rules =
        Chart.render(ROUTE.formatted(", path: /netcheck")).one("HTTPRoute").list("spec", "rules");
    assertEquals(2, rules.size());
    Object redirect = Yaml.list(rules.getFirst(), "filters").getFirst();
    assertEquals("/netcheck/", Yaml.text(redirect, "requestRedirect", "path", "replaceFullPath"));
    Object rewrite = Yaml.list(rules.getLast(), "filters").getFirst();
    assertEquals("/", Yaml.text(rewrite, "urlRewrite", "path", "replacePrefixMatch"));
  }

  /** No page refers to a file by a path that begins at the root of the host. */
  @Test
  void noAddressInThePagesIsAbsolute() {
    for (String file : List.of("index.html", "live.js", "api.js")) {
      String text = Repository.read("page/src/main/resources/io/netcheck/page/" + file);
      assertTrue(!text.matches("(?s).*(href|src)=\"/.*|.*(fetch|EventSource)\\([\"'`]/.*"), file);
    }
  }

  @Test
  void theGrafanaOperatorGetsTheSameDashboardsAsTheSidecar() {
    List<Manifest> dashboards =
        Chart.render("dashboards: {grafanaDashboard: {enabled: true}}").all("GrafanaDashboard");
    List<Manifest> maps = Chart.render("dashboards: {enabled: true}").all("ConfigMap");
    assertEquals(
        maps.stream().map(it -> it.map("data").values().iterator().next()).toList(),
        dashboards.stream().map(it -> it.at("spec", "json")).toList());
    assertEquals(4, dashboards.size());
    assertEquals("Netcheck", dashboards.getFirst().text("spec", "folder"));
    assertEquals(
        Map.of("matchLabels", Map.of("dashboards", "grafana")),
        dashboards.getFirst().map("spec", "instanceSelector"));
  }
}
