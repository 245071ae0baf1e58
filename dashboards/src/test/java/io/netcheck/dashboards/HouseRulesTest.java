// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules for the dashboards in addition to the linter: names, layout, links, annotations. */
class HouseRulesTest {
  private static final Pattern DASHBOARD = Pattern.compile("/d/([\\w-]+)\\?(.*)");
  private static final Pattern RUNBOOK = Pattern.compile("runbook_url: *(\\S+)/Netcheck\\w+");

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @Test
  void theUidsAreFixed() {
    assertEquals(
        List.of("netcheck-links", "netcheck-node", "netcheck-overview", "netcheck-self"),
        dashboards().stream().map(Dashboard::uid).toList());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void grafana10To13ReadIt(Dashboard dashboard) {
    int version = dashboard.json().path("schemaVersion").asInt();
    assertTrue(version >= 39 && version <= 42, () -> "schemaVersion " + version);
    assertTrue(dashboard.json().path("id").isNull(), "an id is of one Grafana");
  }

  /** "Export for sharing" creates such a file, which asks for input when it is provisioned. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void nothingIsLeftOfAnExport(Dashboard dashboard) {
    assertFalse(dashboard.json().has("__inputs"));
    assertFalse(dashboard.json().has("__requires"));
    assertFalse(dashboard.json().has("__elements"));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void noDataSourceIsNamedButByTheVariable(Dashboard dashboard) {
    Set<String> uids = new TreeSet<>();
    for (JsonNode datasource : dashboard.json().findValues("datasource")) {
      uids.add(datasource.path("uid").asText());
    }
    assertEquals(Set.of("${datasource}", "-- Grafana --"), uids);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyVariableIsUsedAndEveryUsedOneIsThere(Dashboard dashboard) {
    Set<String> there = new TreeSet<>();
    Set<String> unused = new TreeSet<>();
    String text = dashboard.json().toString();
    for (JsonNode variable : dashboard.variables()) {
      String name = variable.path("name").asText();
      there.add(name);
      if (!Pattern.compile("\\$(\\{" + name + "[:}]|" + name + "\\b)").matcher(text).find()) {
        unused.add(name);
      }
    }
    assertEquals(Set.of(), unused);
    Scope scope = Scope.all("", "").with("x", "");
    dashboard.queries().forEach(query -> scope.into(query.expr()));
    Set<String> missing = new TreeSet<>();
    Pattern.compile("\\$([a-z]+)\\b|\\$\\{([a-z]+)[:}]")
        .matcher(text)
        .results()
        .map(match -> match.group(1) == null ? match.group(2) : match.group(1))
        .filter(name -> !there.contains(name))
        .forEach(missing::add);
    assertEquals(Set.of(), missing);
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everyPanelHasItsOwnIdAndTitle(Dashboard dashboard) {
    Set<Integer> ids = new HashSet<>();
    for (JsonNode panel : dashboard.json().path("panels")) {
      assertTrue(ids.add(panel.path("id").asInt()), () -> "id twice: " + panel.path("title"));
    }
    Set<String> titles = new HashSet<>();
    for (Panel panel : dashboard.panels()) {
      assertTrue(titles.add(panel.title()), () -> "title twice: " + panel.title());
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelsStayWithin24ColumnsAndDoNotOverlap(Dashboard dashboard) {
    Set<List<Integer>> taken = new HashSet<>();
    for (JsonNode panel : dashboard.json().path("panels")) {
      JsonNode at = panel.path("gridPos");
      int x = at.path("x").asInt(-1);
      int right = x + at.path("w").asInt();
      int y = at.path("y").asInt(-1);
      assertTrue(x >= 0 && right <= 24 && right > x && y >= 0, () -> panel.path("title").asText());
      for (int column = x; column < right; column++) {
        for (int row = y; row < y + at.path("h").asInt(); row++) {
          assertTrue(
              taken.add(List.of(column, row)), () -> "overlaps: " + panel.path("title").asText());
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void theDashboardsLeadToEachOtherWithTimeAndVariables(Dashboard dashboard) {
    assertEquals("netcheck", dashboard.json().path("tags").path(0).asText());
    List<JsonNode> toEachOther =
        Dashboard.list(dashboard.json().path("links")).stream()
            .filter(link -> link.path("type").asText().equals("dashboards"))
            .toList();
    assertEquals(1, toEachOther.size());
    assertEquals("netcheck", toEachOther.getFirst().path("tags").path(0).asText());
    assertTrue(toEachOther.getFirst().path("keepTime").asBoolean());
    assertTrue(toEachOther.getFirst().path("includeVars").asBoolean());
  }

  /** A link to a dashboard names one of these and passes the time range and the variables. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void everyDataLinkLeadsSomewhere(Dashboard dashboard) {
    for (Panel panel : dashboard.panels()) {
      for (JsonNode link : panel.links()) {
        String url = link.path("url").asText();
        if (url.startsWith("${runbooks}/")) {
          continue;
        }
        var matcher = DASHBOARD.matcher(url);
        assertTrue(matcher.matches(), url);
        Dashboard target =
            dashboards().stream()
                .filter(other -> other.uid().equals(matcher.group(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError(url));
        Set<String> given = new LinkedHashSet<>(List.of(matcher.group(2).split("&", -1)));
        assertTrue(given.contains("${__url_time_range}"), url);
        assertTrue(given.contains("${datasource:queryparam}"), url);
        assertTrue(given.contains("${cluster:queryparam}"), url);
        for (String parameter : given) {
          if (parameter.startsWith("var-")) {
            target.variable(parameter.substring(4, parameter.indexOf('=')));
          }
        }
      }
    }
  }

  @Test
  void theMatrixAndTheTablesOfLinksLeadToTheNodesAndToTheLink() {
    for (Dashboard dashboard : dashboards()) {
      for (Panel panel : dashboard.panels()) {
        String names = panel.json().path("transformations").toString();
        if (panel.type().equals("table")
            && names.contains("\"source_node")
            && names.contains("target_node")) {
          String urls =
              panel.links().stream().map(link -> link.path("url").asText()).toList().toString();
          assertTrue(urls.contains("/d/netcheck-node?"), panel::toString);
          assertTrue(urls.contains("var-source=") && urls.contains("var-target="), panel::toString);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void firingAlertsAreMarkedInEveryChart(Dashboard dashboard) {
    assertEquals(1, dashboard.annotations().size());
    assertTrue(dashboard.annotations().getFirst().startsWith("ALERTS{"));
    assertTrue(dashboard.annotations().getFirst().contains("alertname=~\"Netcheck.*\""));
  }

  @Test
  void alertsLeadToTheirRunbooks() {
    List<String> urls = new ArrayList<>();
    for (Dashboard dashboard : dashboards()) {
      assertTrue(dashboard.variable("runbooks").path("query").asText().startsWith("https://"));
      dashboard
          .panels()
          .forEach(panel -> panel.links().forEach(link -> urls.add(link.path("url").asText())));
    }
    assertTrue(urls.contains("${runbooks}/${__value.text}"), urls::toString);
  }

  @Test
  void theRunbooksAreWhereTheAlertsSayTheyAre() throws IOException {
    Set<String> folders = new TreeSet<>();
    try (Stream<Path> rules = Files.list(Dashboard.folder().resolveSibling("alerts/rules"))) {
      for (Path file : rules.toList()) {
        RUNBOOK
            .matcher(Files.readString(file))
            .results()
            .forEach(match -> folders.add(match.group(1)));
      }
    }
    for (Dashboard dashboard : dashboards()) {
      assertEquals(
          folders,
          Set.of(dashboard.variable("runbooks").path("query").asText()),
          dashboard.title());
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void thePageSaysWhatEachPanelAnswers(Dashboard dashboard) throws IOException {
    String page = Files.readString(Dashboard.folder().resolveSibling("docs/dashboards.md"));
    for (Panel panel : dashboard.panels()) {
      assertTrue(page.contains(panel.title().replace(" ($network)", "")), panel::toString);
    }
  }

  /** ConfigMaps hold 1 MiB at most. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void itFitsIntoAConfigMap(Dashboard dashboard) {
    assertTrue(dashboard.file().toFile().length() < 1 << 20);
  }
}
