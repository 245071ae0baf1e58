// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import io.netcheck.testing.KnownLabels;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The samples of a cluster in which every node probes every other node in all three networks, with
 * two agents per node. It has the metrics of the catalogue, but all four kinds of probe only in
 * network {@code pod}.
 */
final class FullMesh {
  static final String CLUSTER = "large";
  static final int ZONES = 10;

  private FullMesh() {}

  /**
   * Writes the samples. {@link #end} has to follow the last cluster.
   *
   * @param cluster the label of all series; without one if empty
   * @param seed other seeds lead to other values
   */
  static void write(
      Writer out, String cluster, long seed, int nodes, Instant start, int scrapes, Duration every)
      throws IOException {
    List<Instant> times =
        IntStream.range(0, scrapes)
            .mapToObj(scrape -> start.plus(every.multipliedBy(scrape)))
            .toList();
    Samples samples = new Samples(out, cluster, seed, times);
    MeshAgents agents = new MeshAgents(samples, nodes);
    for (int node = 0; node < nodes; node++) {
      agents.write("host", node);
      agents.write("pod", node);
    }
    new MeshExporter(samples, nodes).write();
    alerts(samples);
  }

  static void end(Writer out) throws IOException {
    out.write("# EOF\n");
  }

  static String name(int node) {
    return "node-" + node;
  }

  static String zone(int node) {
    return "zone-" + node % ZONES;
  }

  private static void alerts(Samples out) throws IOException {
    for (int alert = 0; alert < 30; alert++) {
      out.foreign(
          "ALERTS",
          KnownLabels.of("alertname", "NetcheckLinkDown", "alertstate", "firing")
              .and("severity", "warning", "kind", "link_down", "subject", name(alert) + " -> b"),
          1);
    }
  }
}
