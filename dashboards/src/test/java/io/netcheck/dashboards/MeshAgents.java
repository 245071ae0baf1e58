// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import java.io.IOException;
import java.util.List;

/** The samples from scrapes of the agents of a {@link FullMesh}. */
record MeshAgents(Samples out, int nodes) {
  private static final List<String> PROBES = List.of("icmp", "udp", "tcp", "mtu");

  void write(String kind, int node) throws IOException {
    String target = "job=\"netcheck-agent\",instance=\"" + kind + "-" + node + ":6100\"";
    for (String network : kind.equals("pod") ? List.of("pod", "node") : List.of("host")) {
      List<String> probes = network.equals("pod") ? PROBES : List.of("icmp");
      for (int peer = 0; peer < nodes; peer++) {
        if (peer != node) {
          link(target, network, probes, node, peer);
        }
      }
      for (String probe : probes) {
        String plane = target + ",network=\"" + network + "\",probe=\"" + probe + "\"";
        for (int zone = 0; zone < FullMesh.ZONES; zone++) {
          out.histogram(
              "netcheck_probe_duration_seconds", plane + ",target_zone=\"zone-" + zone + "\"");
        }
        for (String reason : List.of("timeout", "unreachable", "local")) {
          out.counter(
              "netcheck_probe_failures_by_reason_total", plane + ",reason=\"" + reason + "\"");
        }
      }
      out.gauge("netcheck_peers", target + ",network=\"" + network + "\"");
      out.gauge("netcheck_incoming_observers", target + ",network=\"" + network + "\"");
    }
    for (int service = 0; service < 5; service++) {
      String labels = target + ",service=\"service-" + service + "\"";
      out.gauge("netcheck_service_up", labels + ",probe=\"http\"");
      for (String phase : List.of("resolve", "connect", "first_byte", "transfer")) {
        out.gauge("netcheck_service_phase_seconds", labels + ",phase=\"" + phase + "\"");
      }
      for (String reason : List.of("timeout", "refused", "unreachable", "reset", "local")) {
        out.counter(
            "netcheck_service_failures_total",
            labels + ",probe=\"http\",reason=\"" + reason + "\"");
      }
    }
    for (int resolver = 0; resolver < 3; resolver++) {
      for (int name = 0; name < 3; name++) {
        String labels =
            target + ",resolver=\"10.0.0." + resolver + ":53\",name=\"n" + name + ".example\"";
        out.counter("netcheck_dns_lookups_total", labels);
        out.counter("netcheck_dns_failures_total", labels);
        out.histogram("netcheck_dns_duration_seconds", labels);
      }
    }
    for (int peer = 1; peer <= 5; peer++) {
      out.gauge(
          "netcheck_peer_clock_offset_seconds",
          target + ",target_node=\"" + FullMesh.name((node + peer) % nodes) + "\"");
    }
    for (String probe : PROBES) {
      out.gauge("netcheck_probe_supported", target + ",probe=\"" + probe + "\"");
    }
    out.gauge("netcheck_agent_last_round_timestamp_seconds", target);
    out.gauge("netcheck_agent_round_interval_seconds", target);
    for (String name :
        List.of(
            "netcheck_rounds_skipped_total",
            "netcheck_heartbeats_sent_total",
            "netcheck_heartbeats_failed_total",
            "netcheck_service_checks_skipped_total")) {
      out.counter(name, target);
    }
    out.process(target);
  }

  private void link(String target, String network, List<String> probes, int node, int peer)
      throws IOException {
    String labels =
        "%s,source_node=\"%s\",source_zone=\"%s\",target_node=\"%s\",target_zone=\"%s\",network=\"%s\""
            .formatted(
                target,
                FullMesh.name(node),
                FullMesh.zone(node),
                FullMesh.name(peer),
                FullMesh.zone(peer),
                network);
    out.upOrDown("netcheck_peer_up", labels);
    for (String probe : probes) {
      String asked = labels + ",probe=\"" + probe + "\"";
      out.upOrDown("netcheck_peer_probe_up", asked);
      out.counter("netcheck_probes_total", asked);
      out.counter("netcheck_probe_failures_total", asked);
      if (!probe.equals("mtu")) {
        out.gauge("netcheck_peer_rtt_seconds", asked);
      }
    }
  }
}
