// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conventions that all rules follow. */
class ConventionsTest {
  private static final Pattern VALUE =
      Pattern.compile("\\$value \\| humanize|printf \"%\\.3g\" \\$value");

  static Stream<Rule> alerts() {
    return Rule.alerts().stream();
  }

  static Stream<Rule> records() {
    return Rule.all().stream().filter(rule -> !rule.isAlert());
  }

  @Test
  void thereAreRules() {
    assertFalse(Rule.alerts().isEmpty());
    assertFalse(records().toList().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertIsNamedAsAllOfThem(Rule alert) {
    assertTrue(alert.name().matches("Netcheck([A-Z]+[a-z]*)+"), alert.name());
  }

  @ParameterizedTest
  @MethodSource("records")
  void aRecordIsNamedByItsLevelItsMetricAndItsOperations(Rule record) {
    assertTrue(record.name().matches("[a-z_]+:netcheck_[a-z_]+:[a-z0-9_]+"), record.name());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertHasASeverityAndNothingThatChangesInItsLabels(Rule alert) {
    assertEquals(Set.of("severity"), Rule.map(alert.fields().get("labels")).keySet());
    assertTrue(
        Rule.ofFaults().contains(alert)
            ? alert.severity().equals("{{ $labels.severity }}")
            : Set.of("critical", "warning", "info").contains(alert.severity()),
        alert.severity());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertHasASummaryADescriptionAndLinks(Rule alert) {
    assertTrue(alert.annotation("summary").matches("[A-Z][^{}]*\\."), alert.annotation("summary"));
    assertTrue(alert.annotation("description").contains("$labels."));
    assertEquals("https://netcheck.io/runbooks/" + alert.name(), alert.annotation("runbook_url"));
    assertTrue(
        alert
            .annotation("dashboard_url")
            .matches("/d/netcheck-(overview|node|links|self)\\?var-cluster=.*"));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void aDescriptionTellsTheSubjectOrTheValue(Rule alert) {
    String description = alert.annotation("description");
    assertTrue(
        Rule.ofFaults().contains(alert)
            ? description.contains("{{ $labels.subject }}")
            : VALUE.matcher(description).find(),
        description);
  }

  @Test
  void aSummaryIsTheSameForTheWholeGroup() {
    Map<String, String> summaries = new HashMap<>();
    for (Rule alert : Rule.alerts()) {
      assertEquals(
          summaries.computeIfAbsent(alert.name(), _ -> alert.annotation("summary")),
          alert.annotation("summary"));
    }
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertComparesAndWaits(Rule alert) {
    assertTrue(alert.field("for").isPresent());
    assertTrue(Pattern.compile("[<>]=?|==|unless").matcher(alert.expr()).find(), alert.expr());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void anAlertDoesNotPickSeriesAtRandom(Rule alert) {
    assertFalse(Pattern.compile("\\b(topk|bottomk|limitk)\\b").matcher(alert.expr()).find());
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void absenceIsAnAlertOnlyAfterMinutes(Rule alert) {
    if (alert.expr().contains("absent(")) {
      // Twice the longest interval between two scrapes.
      assertTrue(alert.waits() >= 120, alert.name());
    }
  }

  @Test
  void alertsAboutTheMeshOutliveAShortPauseOfTheExporter() {
    List<String> without =
        Rule.alerts().stream()
            .filter(alert -> !alert.file().endsWith("netcheck.yaml"))
            .filter(alert -> !alert.field("keep_firing_for").orElse("").matches("[35]m"))
            .map(Rule::name)
            .toList();
    assertEquals(List.of(), without);
  }

  @Test
  void rangesAreLongEnoughForAScrapeAMinute() {
    for (Rule rule : Rule.all()) {
      Pattern.compile("\\[([^\\]]+)]")
          .matcher(rule.expr())
          .results()
          .forEach(range ->
              assertTrue(
                  range.group(1).matches("5m|10m|15m|30m|1h|2h|6h|1d|3d"),
                  rule.name() + " " + range.group()));
    }
  }

  @Test
  void onlyCountersHaveARate() {
    for (Rule rule : Rule.all()) {
      Pattern.compile("\\b(?:rate|increase|irate)\\(([a-z_]+)")
          .matcher(rule.expr())
          .results()
          .forEach(rate ->
              assertTrue(
                  rate.group(1).matches(".*_(total|bucket|count|sum)"),
                  rule.name() + " " + rate.group()));
    }
  }
}
