// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netcheck.dashboards.PromQl.Selector;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules of <a href="https://github.com/grafana/dashboard-linter">Grafana's dashboard-linter</a>
 * for Prometheus, each with the name from the linter, and the file of exclusions, {@code .lint}.
 * {@link PromQlTest} checks that every query parses (target-promql-rule,
 * template-label-promql-rule).
 */
@MachineTest
class LinterTest {
  private static final Set<String> FUNCTIONS_OF_COUNTERS = Set.of("rate", "irate", "increase");

  /** The units of Grafana that the dashboards use. */
  private static final Set<String> UNITS =
      Set.of("none", "string", "short", "percentunit", "s", "bytes", "cps");

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  @Test
  void thereAreFour() {
    assertEquals(
        List.of("links.json", "node.json", "overview.json", "self.json"),
        dashboards().stream().map(Dashboard::toString).toList());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void templateDatasourceRule(Dashboard dashboard) {
    List<JsonNode> sources =
        dashboard.variables().stream()
            .filter(variable -> variable.path("type").asText().equals("datasource"))
            .toList();
    assertEquals(1, sources.size());
    assertEquals("datasource", sources.getFirst().path("name").asText());
    assertEquals("Data source", sources.getFirst().path("label").asText());
    assertEquals("prometheus", sources.getFirst().path("query").asText());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void templateJobRule(Dashboard dashboard) {
    checkTemplate(dashboard.variable("job"), "Job");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void templateInstanceRule(Dashboard dashboard) {
    checkTemplate(dashboard.variable("instance"), "Instance");
  }

  private static void checkTemplate(JsonNode variable, String label) {
    assertEquals("query", variable.path("type").asText());
    assertEquals("${datasource}", variable.path("datasource").path("uid").asText());
    assertEquals(label, variable.path("label").asText());
    assertTrue(variable.path("multi").asBoolean());
    assertEquals(".+", variable.path("allValue").asText());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void templateOnTimeChangeReloadRule(Dashboard dashboard) {
    for (JsonNode variable : dashboard.variables()) {
      if (variable.path("type").asText().equals("query")) {
        assertEquals(2, variable.path("refresh").asInt(), () -> variable.path("name").asText());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelDatasourceRule(Dashboard dashboard) {
    assertEquals(
        List.of(),
        panels(
            dashboard,
            panel ->
                !"${datasource}".equals(panel.json().path("datasource").path("uid").asText())));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelTitleDescriptionRule(Dashboard dashboard) {
    assertEquals(
        List.of(),
        panels(
            dashboard,
            panel ->
                panel.title().isEmpty() || panel.json().path("description").asText().isEmpty()));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelUnitsRule(Dashboard dashboard) {
    assertEquals(List.of(), panels(dashboard, panel -> !UNITS.containsAll(units(panel))));
  }

  private static List<String> units(Panel panel) {
    if (panel.type().equals("heatmap")) {
      return List.of(panel.json().path("options").path("yAxis").path("unit").asText());
    }
    JsonNode fields = panel.json().path("fieldConfig");
    List<String> units = new ArrayList<>(List.of(fields.path("defaults").path("unit").asText()));
    for (JsonNode override : fields.path("overrides")) {
      for (JsonNode property : override.path("properties")) {
        if (property.path("id").asText().equals("unit")) {
          units.add(property.path("value").asText());
        }
      }
    }
    return units;
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void panelNoTargetsRule(Dashboard dashboard) {
    assertEquals(List.of(), panels(dashboard, panel -> panel.queries().isEmpty()));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void targetRateIntervalRule(Dashboard dashboard) {
    assertEquals(
        List.of(),
        queries(
            dashboard,
            selector ->
                Set.of("rate", "irate").contains(selector.function())
                    && !selector.range().equals("$__rate_interval")));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void targetCounterAggRule(Dashboard dashboard) {
    assertEquals(
        List.of(),
        queries(
            dashboard,
            selector ->
                selector.isCounter()
                    && (selector.range().isEmpty()
                        || !FUNCTIONS_OF_COUNTERS.contains(selector.function()))));
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void targetJobRule(Dashboard dashboard) throws IOException {
    checkMatcher(dashboard, "target-job-rule", "job=~\"$job\"");
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void targetInstanceRule(Dashboard dashboard) throws IOException {
    checkMatcher(dashboard, "target-instance-rule", "instance=~\"$instance\"");
  }

  /** Every exclusion must be in use. */
  private static void checkMatcher(Dashboard dashboard, String rule, String matcher)
      throws IOException {
    List<String> without =
        queries(dashboard, selector -> !selector.matchers().contains(matcher)).stream()
            .map(query -> query.panel().title())
            .toList();
    assertEquals(excluded(dashboard, rule), without);
  }

  private static List<String> excluded(Dashboard dashboard, String rule) throws IOException {
    JsonNode exclusion =
        JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_YAML_COMMENTS)
            .build()
            .readTree(Dashboard.folder().resolve(".lint").toFile())
            .path("exclusions")
            .path(rule);
    assertFalse(exclusion.path("reason").asText().isEmpty(), "a reason for " + rule);
    return Dashboard.list(exclusion.path("entries")).stream()
        .filter(entry -> entry.path("dashboard").asText().equals(dashboard.title()))
        .map(entry -> entry.path("panel").asText())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void uneditableDashboard(Dashboard dashboard) {
    assertTrue(dashboard.json().path("editable").isBoolean());
    assertFalse(dashboard.json().path("editable").asBoolean());
  }

  /** The facts that the rules above depend on. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void everySelectorHasBraces(Dashboard dashboard) {
    for (Query query : dashboard.queries()) {
      PromQl promQl = new PromQl(query.expr());
      assertEquals(List.of(), promQl.bareNames(), query::toString);
      assertFalse(promQl.selectors().isEmpty(), query::toString);
    }
  }

  private static List<Panel> panels(Dashboard dashboard, Predicate<Panel> wrong) {
    return dashboard.panels().stream().filter(wrong).toList();
  }

  private static List<Query> queries(Dashboard dashboard, Predicate<Selector> wrong) {
    return dashboard.queries().stream().filter(query -> selectors(query).anyMatch(wrong)).toList();
  }

  private static Stream<Selector> selectors(Query query) {
    return new PromQl(query.expr()).selectors().stream();
  }
}
