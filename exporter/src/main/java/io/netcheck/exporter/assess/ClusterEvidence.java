// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.NodeCircumstances;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultPlace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Adds to faults what the cluster source knows of their nodes, and which of these are ignored. */
final class ClusterEvidence {
  /** Of these, the cluster source knows better than the network where to look. */
  private static final Set<FaultKind> OF_AGENTS =
      Set.of(FaultKind.CLIENT_MISSING, FaultKind.AGENT_DOWN);

  /** In a large outage, the first ones are enough. */
  private static final int MOST_FAULTS = 100;

  private ClusterEvidence() {}

  /** The same faults, the first of them with more evidence. */
  static List<Fault> added(List<Fault> faults, ClusterInventory cluster, Instant now) {
    if (faults.isEmpty()) {
      return faults;
    }
    return Stream.concat(
            faults.stream().limit(MOST_FAULTS).map(fault -> explained(fault, cluster, now)),
            faults.stream().skip(MOST_FAULTS))
        .map(fault -> silenced(fault, cluster, now))
        .toList();
  }

  private static Fault explained(Fault fault, ClusterInventory cluster, Instant now) {
    List<String> nodes = nodes(fault.finding().place());
    List<String> facts = new ArrayList<>();
    String nextStep = "";
    for (String node : nodes) {
      NodeCircumstances known = cluster.circumstances(node, now);
      known.facts().forEach(fact -> facts.add(nodes.size() == 1 ? fact : node + ": " + fact));
      nextStep = nextStep.isEmpty() ? known.nextStep() : nextStep;
    }
    Fault more = facts.isEmpty() ? fault : fault.withEvidence(facts);
    return nextStep.isEmpty() || !OF_AGENTS.contains(fault.kind())
        ? more
        : more.withNextStep(nextStep);
  }

  private static Fault silenced(Fault fault, ClusterInventory cluster, Instant now) {
    return nodes(fault.finding().place()).stream()
        .filter(node -> cluster.isIgnored(node, now))
        .findFirst()
        .map(fault::ignoring)
        .orElse(fault);
  }

  /**
   * Those that the fault names. The ends of a pair of zones are no nodes, so nothing is known of
   * them.
   */
  private static List<String> nodes(FaultPlace place) {
    return Stream.of(place.node(), place.source(), place.target())
        .filter(node -> !node.isEmpty())
        .toList();
  }
}
