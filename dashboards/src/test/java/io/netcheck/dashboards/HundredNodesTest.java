// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * No panel has more than 200 series in a cluster of 100 nodes, even if each node probes all others
 * in three networks: 29,700 links, a third of them down.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@MachineTest
class HundredNodesTest {
  private static final int NODES = 100;
  private static final int MOST = 200;
  private static final int SCRAPES = 2;
  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final Instant start =
      Instant.now().minus(10, ChronoUnit.MINUTES).truncatedTo(ChronoUnit.SECONDS);
  private final Range range = new Range(start, start.plus(EVERY.multipliedBy(SCRAPES)), EVERY);
  private FilledPrometheus prometheus;
  private PrometheusApi api;

  @BeforeAll
  void fill(@TempDir Path folder) throws IOException, InterruptedException {
    TestRequirements.tools("prometheus", "promtool");
    Path samples = folder.resolve("samples");
    try (BufferedWriter out = Files.newBufferedWriter(samples)) {
      FullMesh.write(out, FullMesh.CLUSTER, 0, NODES, start, SCRAPES, EVERY);
      FullMesh.end(out);
    }
    prometheus = new FilledPrometheus(folder, samples);
    Files.delete(samples);
    await().atMost(PATIENCE).until(prometheus::isReady);
    api = new PrometheusApi(prometheus::get);
  }

  @AfterAll
  void end() {
    if (prometheus != null) {
      prometheus.close();
    }
  }

  @Test
  void noPanelHasMoreThan200Series() throws IOException, InterruptedException {
    Map<String, Integer> tooMany = new TreeMap<>();
    for (Dashboard dashboard : Dashboard.all()) {
      for (Panel panel : dashboard.panels()) {
        int series = series(panel);
        assertTrue(series > 0, () -> "nothing in " + panel);
        if (series > MOST) {
          tooMany.put(panel.toString(), series);
        }
      }
    }
    assertEquals(Map.of(), tooMany);
  }

  private int series(Panel panel) throws IOException, InterruptedException {
    int series = 0;
    for (Query query : panel.queries()) {
      series += api.series(query, scope(panel), range).size();
    }
    return series;
  }

  /** Shows that the test can fail: a query for all links has many more series. */
  @Test
  void theClusterIsAsLargeAsItSays() throws IOException, InterruptedException {
    assertEquals(
        List.of("host", "node", "pod"),
        api.labelValues("netcheck_peer_up{target_node=\"" + FullMesh.name(99) + "\"}", "network"));
    assertEquals(
        NODES, api.labelValues("netcheck_peer_up", "source_node").size(), "nodes that probe");
  }

  private static Scope scope(Panel panel) {
    String node = panel.dashboard().uid().equals("netcheck-node") ? FullMesh.name(7) : ".*";
    Scope scope = Scope.all(FullMesh.CLUSTER, node);
    return panel.json().has("repeat") ? scope.with("network", "pod") : scope;
  }
}
