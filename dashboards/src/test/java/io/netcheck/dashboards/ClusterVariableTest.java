// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.dashboards.PromQl.Selector;
import io.netcheck.dashboards.PrometheusApi.Range;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A dashboard shows one cluster, chosen by the label {@code cluster}, as if there were no other.
 * Without the label, the variable is empty, and the dashboard shows the series without one.
 */
@MachineTest
class ClusterVariableTest {
  private static final String MATCHER = "cluster=\"$cluster\"";

  /**
   * Their {@code topk} has to choose among pairs of zones with the same percentile, and takes any.
   */
  static final Set<String> CHOOSES_AMONG_EQUALS =
      Set.of("links.json: Percentiles by pair of zones", "links.json: p99 by pair of zones");

  private static final int NODES = 6;
  private static final int SCRAPES = 3;
  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Instant start =
      Instant.now().minus(10, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
  private final Range range = new Range(start, start.plus(EVERY.multipliedBy(SCRAPES)), EVERY);

  /** A cluster in one Prometheus. */
  private record Cluster(String name, long seed, int nodes) {}

  static List<Dashboard> dashboards() {
    return Dashboard.all();
  }

  /** Grafana gives a variable without values the empty text, which selects what has no label. */
  @ParameterizedTest
  @MethodSource("dashboards")
  void theVariableHasOneValueOrNone(Dashboard dashboard) {
    JsonNode cluster = dashboard.variable("cluster");
    assertEquals("label_values(netcheck_build_info, cluster)", cluster.path("query").asText());
    assertFalse(cluster.path("multi").asBoolean());
    assertFalse(cluster.path("includeAll").asBoolean());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void everySelectorChoosesTheCluster(Dashboard dashboard) {
    List<String> queries = new ArrayList<>();
    dashboard.queries().forEach(query -> queries.add(query.expr()));
    queries.addAll(dashboard.annotations());
    dashboard.variables().stream()
        .filter(variable -> !variable.path("name").asText().equals("cluster"))
        .map(variable -> PromQlTest.LABEL_VALUES.matcher(variable.path("query").asText()))
        .filter(Matcher::matches)
        .forEach(query -> queries.add(query.group(1)));
    Set<String> without = new TreeSet<>();
    for (String query : queries) {
      for (Selector selector : new PromQl(query).selectors()) {
        if (!Stream.of(selector.matchers().split(", *", -1)).toList().contains(MATCHER)) {
          without.add(selector + " in " + query);
        }
      }
    }
    assertEquals(Set.of(), without);
  }

  @Test
  void eachPanelShowsOneClusterAsIfThereWereNoOther(@TempDir Path folder)
      throws IOException, InterruptedException {
    TestRequirements.tools("prometheus", "promtool");
    Cluster east = new Cluster("east", 0, NODES);
    Cluster west = new Cluster("west", 7, NODES + 2);
    Cluster unnamed = new Cluster("", 3, NODES + 1);
    List<Cluster> all = List.of(east, west, unnamed);
    try (FilledPrometheus together = filled(folder.resolve("all"), all)) {
      for (Cluster cluster : all) {
        try (FilledPrometheus alone =
            filled(folder.resolve("alone-" + cluster.name), List.of(cluster))) {
          compare(cluster, new PrometheusApi(alone::get), new PrometheusApi(together::get));
        }
      }
    }
  }

  private void compare(Cluster cluster, PrometheusApi alone, PrometheusApi together)
      throws IOException, InterruptedException {
    Set<String> different = new TreeSet<>();
    for (Dashboard dashboard : dashboards()) {
      for (Query query : dashboard.queries()) {
        Scope scope = scope(cluster, query.panel());
        Set<String> expected = alone.results(query, scope, range);
        Set<String> found = together.results(query, scope, range);
        boolean same =
            CHOOSES_AMONG_EQUALS.contains(query.panel().toString())
                ? expected.size() == found.size()
                : expected.equals(found);
        if (!same) {
          different.add(query.toString());
        }
      }
    }
    assertEquals(Set.of(), different, cluster.name);
  }

  private static Scope scope(Cluster cluster, Panel panel) {
    String node = panel.dashboard().uid().equals("netcheck-node") ? FullMesh.name(2) : ".*";
    Scope scope = Scope.all(cluster.name, node);
    return panel.json().has("repeat") ? scope.with("network", "pod") : scope;
  }

  private FilledPrometheus filled(Path folder, List<Cluster> clusters)
      throws IOException, InterruptedException {
    Path samples = Files.createDirectories(folder).resolve("samples");
    try (BufferedWriter out = Files.newBufferedWriter(samples)) {
      for (Cluster cluster : clusters) {
        FullMesh.write(out, cluster.name, cluster.seed, cluster.nodes, start, SCRAPES, EVERY);
      }
      FullMesh.end(out);
    }
    FilledPrometheus prometheus = new FilledPrometheus(folder, samples);
    await().atMost(PATIENCE).until(prometheus::isReady);
    assertTrue(Files.deleteIfExists(samples));
    return prometheus;
  }
}
