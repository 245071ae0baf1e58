// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.ProcessMetric;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.testing.Exposition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Rules and their tests use only metrics and labels of the catalogue. Another test compares the
 * catalogue with real scrapes.
 */
class CatalogueTest {
  private static final List<Metric> METRICS =
      Stream.of(AgentMetric.ALL, ExporterMetric.ALL, ProcessMetric.ALL)
          .flatMap(List::stream)
          .toList();

  /** Those that Prometheus itself gives, and an operator. */
  private static final Set<String> OF_TARGETS = Set.of("job", "instance", "cluster");

  private static final Pattern SERIES = Pattern.compile("series: '(\\w+)(\\{.*?})?'");

  private final Set<String> records =
      Rule.all().stream()
          .filter(rule -> !rule.isAlert())
          .map(Rule::name)
          .collect(Collectors.toSet());

  /** Fails if there is no such series; only buckets of histograms have {@code le}. */
  private static void check(String where, String series, Set<String> labels) {
    Metric metric =
        METRICS.stream()
            .filter(it -> it.hasSeries(series))
            .findFirst()
            .orElseThrow(() -> new AssertionError(where + ": no metric has " + series));
    Set<String> unknown = new TreeSet<>(labels);
    unknown.removeAll(OF_TARGETS);
    unknown.removeAll(metric.labels());
    unknown.removeAll(metric.optional());
    if (series.endsWith("_bucket")) {
      unknown.remove("le");
    }
    assertEquals(Set.of(), unknown, where + ": labels of " + series);
  }

  @Test
  void rulesReadOnlyMetricsAndLabelsOfTheCatalogue() {
    for (Rule rule : Rule.all()) {
      Map<String, Set<String>> metrics = Expression.of(rule.expr()).metrics();
      metrics.keySet().removeAll(records);
      metrics.keySet().removeAll(Set.of("up", "ALERTS"));
      metrics.forEach((series, labels) -> check(rule.name(), series, labels));
    }
  }

  @Test
  void rulesGroupOnlyByLabelsOfTheCatalogue() {
    Set<String> grouping = new TreeSet<>();
    Rule.all().forEach(rule -> grouping.addAll(Expression.of(rule.expr()).grouping()));
    assertTrue(grouping.contains("subject"));
    grouping.removeAll(OF_TARGETS);
    grouping.remove("le");
    METRICS.forEach(metric -> {
      grouping.removeAll(metric.labels());
      grouping.removeAll(metric.optional());
    });
    assertEquals(Set.of(), grouping);
  }

  @Test
  void testsOfRulesFeedOnlySeriesOfTheCatalogue() throws IOException {
    int checked = 0;
    for (Path file : Folder.files("tests", ".yaml")) {
      for (var series : SERIES.matcher(Files.readString(file)).results().toList()) {
        String labels = series.group(2) == null ? "" : series.group(2);
        if (!series.group(1).equals("up")) {
          check(file.toString(), series.group(1), Exposition.labels(labels).keySet());
          checked++;
        }
      }
    }
    assertTrue(checked > 50, checked + " series");
  }
}
