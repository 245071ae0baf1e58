// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import io.netcheck.daemon.metrics.Metric;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.testing.KnownLabels;
import java.io.IOException;
import java.util.List;

/** The samples from scrapes of the exporter of a {@link FullMesh}. */
record MeshExporter(Samples out, int nodes) {
  void write() throws IOException {
    KnownLabels target = KnownLabels.of("job", "netcheck-exporter", "instance", "exporter:8080");
    for (String kind : List.of("host", "pod")) {
      KnownLabels of = target.and("kind", kind);
      for (String state : List.of("active", "stale", "leaving", "expected_down", "absent")) {
        out.write(ExporterMetric.CLIENTS, of.and("state", state), 20);
      }
      out.write(ExporterMetric.CLIENTS_EXPECTED, of, nodes);
      out.write(ExporterMetric.DUPLICATE_CLIENTS, of, 0);
      out.write(ExporterMetric.STALLED_CLIENTS, of, 0);
      for (int node = 0; node < nodes; node++) {
        KnownLabels client =
            of.and("node", FullMesh.name(node), "zone", FullMesh.zone(node), "version", "0.1.0");
        out.write(ExporterMetric.CLIENT_LAST_HEARTBEAT, client);
        out.write(ExporterMetric.CLIENT_INFO, client, 1);
      }
    }
    for (int version = 0; version < 21; version++) {
      out.write(ExporterMetric.CLIENTS_BY_VERSION, target.and("version", "0.1." + version), 5);
    }
    for (String network : List.of("pod", "node", "host")) {
      KnownLabels ofNetwork = target.and("network", network);
      for (String state : List.of("up", "down", "unknown")) {
        out.write(ExporterMetric.LINKS, ofNetwork.and("state", state));
      }
      for (int node = 0; node < nodes; node++) {
        out.write(ExporterMetric.NODE_INBOUND, ofNetwork.and("node", FullMesh.name(node)));
        out.write(ExporterMetric.NODE_OUTBOUND, ofNetwork.and("node", FullMesh.name(node)));
      }
      for (int from = 0; from < FullMesh.ZONES; from++) {
        for (int to = 0; to < FullMesh.ZONES; to++) {
          out.write(
              ExporterMetric.ZONE_RTT,
              ofNetwork.and("source_zone", "zone-" + from, "target_zone", "zone-" + to));
        }
      }
    }
    // The exporter lists at most this many links.
    for (int link = 0; link < Math.min(1_000, nodes * (nodes - 1)); link++) {
      int from = link % nodes;
      int to = (from + 1 + link / nodes) % nodes;
      out.write(
          ExporterMetric.LINK_DOWN,
          target
              .and("network", "pod", "ip_family", "ipv4")
              .and("source_node", FullMesh.name(from), "source_zone", FullMesh.zone(from))
              .and("target_node", FullMesh.name(to), "target_zone", FullMesh.zone(to)),
          1);
    }
    // The maximum number of faults for single links, and one more.
    for (int fault = 0; fault < Math.min(101, nodes * (nodes - 1)); fault++) {
      String subject =
          "node-%d <-> node-%d".formatted(fault % nodes, (fault + 1 + fault / nodes) % nodes);
      out.write(
          ExporterMetric.FAULT,
          target.and("kind", "link_down", "network", "all", "subject", subject),
          1);
    }
    for (int reason = 0; reason < 10; reason++) {
      out.write(ExporterMetric.HEARTBEATS_REJECTED, target.and("reason", "reason_" + reason));
    }
    for (Metric metric :
        List.of(
            ExporterMetric.HEARTBEATS,
            ExporterMetric.HEARTBEATS_LOST,
            ExporterMetric.SERIES_DROPPED,
            ExporterMetric.SERIES,
            ExporterMetric.SERIES_LIMIT)) {
      out.write(metric, target);
    }
    out.process(target);
  }
}
