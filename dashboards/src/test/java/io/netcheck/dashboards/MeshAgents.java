// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.daemon.metrics.Metric;
import io.netcheck.testing.KnownLabels;
import java.io.IOException;
import java.util.List;

/** The samples from scrapes of the agents of a {@link FullMesh}. */
record MeshAgents(Samples out, int nodes) {
  private static final List<String> PROBES = List.of("icmp", "udp", "tcp", "mtu");

  void write(String kind, int node) throws IOException {
    KnownLabels target =
        KnownLabels.of("job", "netcheck-agent", "instance", kind + "-" + node + ":6100");
    for (String network : kind.equals("pod") ? List.of("pod", "node") : List.of("host")) {
      KnownLabels ofNetwork = target.and("network", network);
      List<String> probes = network.equals("pod") ? PROBES : List.of("icmp");
      for (int peer = 0; peer < nodes; peer++) {
        if (peer != node) {
          link(ofNetwork, probes, node, peer);
        }
      }
      for (String probe : probes) {
        KnownLabels plane = ofNetwork.and("probe", probe);
        out.write(AgentMetric.PROBE_DURATION, plane);
        for (String reason : List.of("timeout", "unreachable", "local")) {
          out.write(AgentMetric.PROBE_FAILURES_BY_REASON, plane.and("reason", reason));
        }
      }
      out.write(AgentMetric.PEERS, ofNetwork);
      out.write(AgentMetric.INCOMING_OBSERVERS, ofNetwork);
    }
    for (int number = 0; number < 5; number++) {
      KnownLabels service = target.and("service", "service-" + number, "probe", "http");
      out.write(AgentMetric.SERVICE_UP, service);
      for (String phase : List.of("resolve", "connect", "first_byte", "transfer")) {
        out.write(AgentMetric.SERVICE_PHASE, service.and("phase", phase));
      }
      for (String reason : List.of("timeout", "refused", "unreachable", "reset", "local")) {
        out.write(AgentMetric.SERVICE_FAILURES, service.and("reason", reason));
      }
    }
    for (int resolver = 0; resolver < 3; resolver++) {
      for (int name = 0; name < 3; name++) {
        KnownLabels lookup =
            target.and("resolver", "10.0.0." + resolver + ":53", "name", "n" + name + ".example");
        out.write(AgentMetric.DNS_LOOKUPS, lookup);
        out.write(AgentMetric.DNS_FAILURES, lookup);
        out.write(AgentMetric.DNS_DURATION, lookup);
      }
    }
    for (int peer = 1; peer <= 5; peer++) {
      out.write(
          AgentMetric.PEER_CLOCK_OFFSET,
          target.and("target_node", FullMesh.name((node + peer) % nodes)));
    }
    for (String probe : PROBES) {
      out.write(AgentMetric.PROBE_SUPPORTED, target.and("probe", probe, "ip_family", "ipv4"));
    }
    for (Metric metric :
        List.of(
            AgentMetric.LAST_ROUND,
            AgentMetric.ROUND_INTERVAL,
            AgentMetric.ROUNDS_SKIPPED,
            AgentMetric.HEARTBEATS_SENT,
            AgentMetric.HEARTBEATS_FAILED,
            AgentMetric.SERVICE_CHECKS_SKIPPED)) {
      out.write(metric, target);
    }
    out.process(target);
  }

  private void link(KnownLabels ofNetwork, List<String> probes, int node, int peer)
      throws IOException {
    KnownLabels link =
        ofNetwork
            .and("source_node", FullMesh.name(node), "source_zone", FullMesh.zone(node))
            .and("target_node", FullMesh.name(peer), "target_zone", FullMesh.zone(peer));
    out.upOrDown(AgentMetric.PEER_UP, link);
    for (String probe : probes) {
      KnownLabels asked = link.and("probe", probe);
      out.upOrDown(AgentMetric.PEER_PROBE_UP, asked);
      out.write(AgentMetric.PROBES, asked);
      out.write(AgentMetric.PROBE_FAILURES, asked);
      if (!probe.equals("mtu")) {
        out.write(AgentMetric.PEER_RTT, asked);
      }
    }
  }
}
