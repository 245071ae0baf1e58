// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.netcheck.dashboards.PrometheusApi.Range;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two exporters that each have the whole view are scraped: no panel counts a client, a link or a
 * fault twice.
 */
@MachineTest
class TwoExportersTest {
  private static final int NODES = 6;
  private static final int SCRAPES = 3;
  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String FIRST = "instance=\"exporter:8080\"";
  private static final String SECOND = "instance=\"exporter-2:8080\"";

  private final Instant start =
      Instant.now().minus(10, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
  private final Range range = new Range(start, start.plus(EVERY.multipliedBy(SCRAPES)), EVERY);

  @Test
  void aSecondExporterChangesNoPanelButThoseOfExporters(@TempDir Path folder)
      throws IOException, InterruptedException {
    TestRequirements.tools("prometheus", "promtool");
    try (FilledPrometheus one = filled(Files.createDirectory(folder.resolve("one")), false);
        FilledPrometheus two = filled(Files.createDirectory(folder.resolve("two")), true)) {
      PrometheusApi ofOne = new PrometheusApi(one::get);
      PrometheusApi ofTwo = new PrometheusApi(two::get);
      Set<String> different = new TreeSet<>();
      Set<String> compared = new TreeSet<>();
      for (Dashboard dashboard : Dashboard.all()) {
        for (Query query : dashboard.queries()) {
          if (isOfTheCluster(query)) {
            Scope scope = scope(query.panel());
            compared.add(query.toString());
            if (!ofOne.results(query, scope, range).equals(ofTwo.results(query, scope, range))) {
              different.add(query.toString());
            }
          }
        }
      }
      assertFalse(compared.isEmpty());
      assertEquals(Set.of(), different);
    }
  }

  /**
   * Not of what each exporter does itself: its traffic, its process, and how many there are. Panels
   * that choose among equals can choose others.
   */
  private static boolean isOfTheCluster(Query query) {
    String expr = query.expr();
    return !ClusterVariableTest.CHOOSES_AMONG_EQUALS.contains(query.panel().toString())
        && !expr.contains("on (job, instance) topk")
        && !expr.startsWith("avg(up{")
        && !expr.contains("netcheck_series")
        && !expr.contains("netcheck_heartbeats_");
  }

  private static Scope scope(Panel panel) {
    String node = panel.dashboard().uid().equals("netcheck-node") ? FullMesh.name(2) : ".*";
    Scope scope = Scope.all(FullMesh.CLUSTER, node);
    return panel.json().has("repeat") ? scope.with("network", "pod") : scope;
  }

  private FilledPrometheus filled(Path folder, boolean second)
      throws IOException, InterruptedException {
    StringWriter lines = new StringWriter();
    FullMesh.write(lines, FullMesh.CLUSTER, 0, NODES, start, SCRAPES, EVERY);
    Path samples = folder.resolve("samples");
    try (BufferedWriter out = Files.newBufferedWriter(samples)) {
      out.write(lines.toString());
      if (second) {
        for (String line : lines.toString().lines().toList()) {
          if (line.contains(FIRST)) {
            out.write(line.replace(FIRST, SECOND) + "\n");
          }
        }
      }
      FullMesh.end(out);
    }
    FilledPrometheus prometheus = new FilledPrometheus(folder, samples);
    await().atMost(PATIENCE).until(prometheus::isReady);
    return prometheus;
  }
}
