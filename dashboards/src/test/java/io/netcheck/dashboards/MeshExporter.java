// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import java.io.IOException;
import java.util.List;

/** The samples from scrapes of the exporter of a {@link FullMesh}. */
record MeshExporter(Samples out, int nodes) {
  void write() throws IOException {
    String target = "job=\"netcheck-exporter\",instance=\"exporter:8080\"";
    for (String kind : List.of("host", "pod")) {
      String of = target + ",kind=\"" + kind + "\"";
      for (String state : List.of("active", "stale", "leaving", "expected_down", "absent")) {
        out.gauge("netcheck_clients", of + ",state=\"" + state + "\"", 20);
      }
      out.gauge("netcheck_clients_expected", of, nodes);
      out.gauge("netcheck_duplicate_clients", of, 0);
      out.gauge("netcheck_stalled_clients", of, 0);
      for (int node = 0; node < nodes; node++) {
        String client = of + ",node=\"" + FullMesh.name(node) + "\"";
        out.gauge("netcheck_client_last_heartbeat_timestamp_seconds", client);
        out.gauge(
            "netcheck_client_info",
            client + ",zone=\"" + FullMesh.zone(node) + "\",version=\"0.1.0\"",
            1);
      }
    }
    for (int version = 0; version < 21; version++) {
      out.gauge("netcheck_clients_by_version", target + ",version=\"0.1." + version + "\"", 5);
    }
    for (String network : List.of("pod", "node", "host")) {
      String plane = target + ",network=\"" + network + "\"";
      for (String state : List.of("up", "down", "unknown")) {
        out.gauge("netcheck_links", plane + ",state=\"" + state + "\"");
      }
      for (int node = 0; node < nodes; node++) {
        out.gauge(
            "netcheck_node_inbound_reachable_ratio",
            plane + ",node=\"" + FullMesh.name(node) + "\"");
        out.gauge(
            "netcheck_node_outbound_reachable_ratio",
            plane + ",node=\"" + FullMesh.name(node) + "\"");
      }
      for (int from = 0; from < FullMesh.ZONES; from++) {
        for (int to = 0; to < FullMesh.ZONES; to++) {
          out.histogram(
              "netcheck_zone_rtt_seconds",
              plane + ",source_zone=\"zone-" + from + "\",target_zone=\"zone-" + to + "\"");
        }
      }
    }
    // The exporter lists at most this many links.
    for (int link = 0; link < 1_000; link++) {
      int from = link % nodes;
      int to = (from + 1 + link / nodes) % nodes;
      out.gauge(
          "netcheck_link_down",
          target
              + ",network=\"pod\",ip_family=\"ipv4\",source_node=\"%s\",source_zone=\"%s\",target_node=\"%s\",target_zone=\"%s\""
                  .formatted(
                      FullMesh.name(from),
                      FullMesh.zone(from),
                      FullMesh.name(to),
                      FullMesh.zone(to)),
          1);
    }
    // The maximum number of faults for single links, and one more.
    for (int fault = 0; fault <= 100; fault++) {
      out.gauge(
          "netcheck_fault",
          target
              + ",kind=\"link_down\",network=\"all\",subject=\"node-%d <-> node-%d\""
                  .formatted(fault % nodes, (fault + 1) % nodes),
          1);
    }
    for (String name :
        List.of(
            "netcheck_heartbeats_total",
            "netcheck_heartbeats_lost_total",
            "netcheck_series_dropped_total")) {
      out.counter(name, target);
    }
    for (int reason = 0; reason < 10; reason++) {
      out.counter(
          "netcheck_heartbeats_rejected_total", target + ",reason=\"reason_" + reason + "\"");
    }
    out.gauge("netcheck_series", target);
    out.gauge("netcheck_series_limit", target);
    out.process(target);
  }
}
