// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.NodeCircumstances;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultPlace;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
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
    List<NodeCircumstances> known =
        nodes.stream().map(node -> cluster.circumstances(node, now)).toList();
    List<String> facts =
        Stream.iterate(0, i -> i + 1)
            .limit(known.size())
            .flatMap(i ->
                known.get(i).facts().stream()
                    .map(fact -> nodes.size() == 1 ? fact : nodes.get(i) + ": " + fact))
            .toList();
    Fault more = facts.isEmpty() ? fault : fault.withEvidence(facts);
    if (!OF_AGENTS.contains(fault.kind())) {
      return more;
    }
    return known.stream()
        .map(NodeCircumstances::nextStep)
        .filter(step -> !step.isEmpty())
        .findFirst()
        .map(more::withNextStep)
        .orElse(more);
  }

  private static Fault silenced(Fault fault, ClusterInventory cluster, Instant now) {
    return nodes(fault.finding().place()).stream()
        .filter(node -> cluster.isIgnored(node, now))
        .findFirst()
        .map(fault::ignoring)
        .orElse(fault);
  }

  /** Those that the fault names; the ends of a link are two. */
  private static List<String> nodes(FaultPlace place) {
    return Stream.of(place.node(), place.source(), place.target())
        .filter(Objects::nonNull)
        .filter(node -> !node.isEmpty())
        .toList();
  }
}
