// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.kubernetes.NodeReachability.Status;
import io.netcheck.report.ReportStatus;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultSeverity;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells which nodes have no working network, so that a controller may replace them. What Netcheck
 * does not know is unknown and never false, and if many nodes fail at once, replacing them is no
 * remedy.
 */
final class NodeReachabilityRule {
  /** One node in so many may be false at once, rounded up: what Karpenter repairs at most. */
  private static final int ONE_IN = 5;

  /** Faults of the node itself. */
  private static final Set<FaultKind> OF_NODES =
      EnumSet.of(FaultKind.NODE_UNREACHABLE, FaultKind.NODE_ISOLATED, FaultKind.PACKET_LOSS);

  private final Assessment assessment;
  private final Map<String, Fault> failing = new HashMap<>();
  private final Map<String, String> zones = new HashMap<>();
  private final Set<String> reporting = new HashSet<>();
  private final Set<String> zonesCutOff;
  private final Optional<String> blind;

  private NodeReachabilityRule(Assessment assessment) {
    this.assessment = assessment;
    for (Fault fault : assessment.faults()) {
      if (OF_NODES.contains(fault.kind())
          && fault.finding().severity() == FaultSeverity.CRITICAL
          && !fault.finding().place().node().isEmpty()) {
        failing.putIfAbsent(fault.finding().place().node(), fault);
      }
    }
    for (Client client : assessment.clients()) {
      String node = client.id().node();
      zones.putIfAbsent(node, client.identity().zone());
      if (client.state() == ClientState.ACTIVE) {
        reporting.add(node);
      }
    }
    zonesCutOff =
        assessment.faults().stream()
            .filter(fault -> fault.kind() == FaultKind.ZONE_CUT_OFF)
            .map(fault -> fault.finding().place().zone())
            .collect(Collectors.toSet());
    blind = blind();
  }

  /**
   * The reachability of each of these nodes.
   *
   * @param nodes their names
   */
  static Map<String, NodeReachability> of(Assessment assessment, Set<String> nodes) {
    NodeReachabilityRule rule = new NodeReachabilityRule(assessment);
    rule.failing.keySet().retainAll(nodes);
    int most = (nodes.size() + ONE_IN - 1) / ONE_IN;
    Map<String, NodeReachability> all = HashMap.newHashMap(nodes.size());
    nodes.forEach(node -> all.put(node, rule.of(node, nodes.size(), most)));
    return all;
  }

  private NodeReachability of(String node, int nodes, int most) {
    if (blind.isPresent()) {
      return new NodeReachability(Status.UNKNOWN, "NetcheckBlind", blind.get());
    }
    @Nullable Fault fault = failing.get(node);
    if (fault != null) {
      String what = fault.finding().sentence() + ": " + fault.finding().evidence().getFirst();
      return failing.size() <= most
          ? new NodeReachability(Status.FALSE, ReasonWord.of(fault.kind()), what)
          : new NodeReachability(
              Status.UNKNOWN,
              "TooManyNodesFail",
              failing.size() + " of " + nodes + " nodes fail at once; " + what);
    }
    if (!reporting.contains(node)) {
      return new NodeReachability(Status.UNKNOWN, "AgentSilent", "No agent of this node reports.");
    }
    return zonesCutOff.contains(zones.getOrDefault(node, ""))
        ? new NodeReachability(Status.UNKNOWN, "ZoneCutOff", "The zone of this node is cut off.")
        : new NodeReachability(
            Status.TRUE, "NoFault", "An agent of this node reports, and the node is reached.");
  }

  private Optional<String> blind() {
    if (assessment.verdict().status() == ReportStatus.UNKNOWN) {
      return Optional.of(assessment.verdict().summary());
    }
    return assessment.faults().stream()
        .filter(fault ->
            fault.kind() == FaultKind.EXPORTER_BLIND && fault.finding().place().zone().isEmpty())
        .findFirst()
        .map(fault -> fault.finding().sentence() + ".");
  }
}
