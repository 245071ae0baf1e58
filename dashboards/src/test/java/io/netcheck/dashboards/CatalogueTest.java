// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.ProcessMetric;
import io.netcheck.exporter.catalogue.ExporterMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Queries use only metrics and labels of the catalogue. Another test compares the catalogue with
 * real scrapes.
 */
class CatalogueTest {
  private static final List<Metric> METRICS =
      Stream.of(AgentMetric.ALL, ExporterMetric.ALL, ProcessMetric.ALL)
          .flatMap(List::stream)
          .toList();

  /** Those that the scraper sets, and that of a histogram's buckets. */
  private static final Set<String> OF_EVERY_SERIES = Set.of("job", "instance", "cluster", "le");

  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"(?:[^\"\\\\]|\\\\.)*\"");

  private final Set<String> wrong = new TreeSet<>();
  private int checked;

  private void check(String where, String query, List<String> more) {
    for (PromQl.Selector selector : new PromQl(query).selectors()) {
      if (!selector.metric().startsWith("netcheck_")) {
        continue;
      }
      checked++;
      Optional<Metric> metric =
          METRICS.stream().filter(it -> it.hasSeries(selector.metric())).findFirst();
      List<String> labels = new ArrayList<>(more);
      MATCHER.matcher(selector.matchers()).results().forEach(it -> labels.add(it.group(1)));
      labels.removeAll(OF_EVERY_SERIES);
      metric.ifPresent(it -> labels.removeAll(it.labels()));
      metric.ifPresent(it -> labels.removeAll(it.optional()));
      if (metric.isEmpty() || !labels.isEmpty()) {
        wrong.add(where + ": " + selector.metric() + " " + labels);
      }
    }
  }

  @Test
  void queriesReadOnlyMetricsAndLabelsOfTheCatalogue() {
    for (Dashboard dashboard : Dashboard.all()) {
      for (Query query : dashboard.queries()) {
        check(query.toString(), query.expr(), List.of());
      }
    }
    assertEquals(Set.of(), wrong);
    assertTrue(checked > 50, checked + " selectors");
  }

  @Test
  void variablesListOnlyLabelsOfTheCatalogue() {
    for (Dashboard dashboard : Dashboard.all()) {
      dashboard
          .variables()
          .forEach(variable -> {
            String text = variable.path("query").asText();
            Matcher query = PromQlTest.LABEL_VALUES.matcher(text);
            if (query.matches()) {
              check(dashboard + " " + text, query.group(1), List.of(query.group(2)));
            }
          });
    }
    assertEquals(Set.of(), wrong);
    assertTrue(checked > 0);
  }
}
