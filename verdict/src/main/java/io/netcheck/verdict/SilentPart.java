// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** Nodes that became unreachable and silent at once: more likely one cause than many. */
final class SilentPart {
  /** So many nodes, if they are also this share, have one cause. */
  private static final int FEWEST = 3;

  private static final int SHARE = 3;
  private static final long AT_ONCE = 3_000_000_000L;

  private final NodeStates nodes;
  private final CellList failing;

  SilentPart(NodeStates nodes, CellList failing) {
    this.nodes = nodes;
    this.failing = failing;
  }

  /** Whether so many nodes are enough to be a part of the cluster rather than single nodes. */
  static boolean isPart(int count, NodeStates nodes) {
    return count >= FEWEST && SHARE * count >= nodes.known();
  }

  /** The causes that have one in common; none if they are few. */
  List<Cause> causes(List<Cause> causes) {
    List<Cause> silent =
        causes.stream()
            .filter(cause ->
                cause.subject() instanceof Subject.OneNode(int node) && nodes.isSilent(node))
            .filter(cause -> cause.isDirected(Subject.FORWARD))
            .toList();
    if (!isPart(silent.size(), nodes)) {
      return List.of();
    }
    long first = silent.stream().mapToLong(cause -> cause.firstNanos(failing)).min().orElse(0);
    List<Cause> together =
        silent.stream().filter(cause -> cause.firstNanos(failing) - first < AT_ONCE).toList();
    return isPart(together.size(), nodes) ? together : List.of();
  }

  /** The common cause of {@link #causes}. */
  Draft draft(List<Cause> causes) {
    BitSet part = new BitSet();
    long onset = Long.MAX_VALUE;
    long first = Long.MAX_VALUE;
    long last = Long.MIN_VALUE;
    for (Cause cause : causes) {
      if (cause.subject() instanceof Subject.OneNode(int node)) {
        part.set(node);
      }
      onset = Math.min(onset, cause.onsetNanos(failing));
      first = Math.min(first, cause.firstNanos(failing));
      last = Math.max(last, cause.lastNanos(failing));
    }
    int zone = nodes.zone(part.nextSetBit(0));
    boolean wholeZone =
        zone != NodeStates.NO_ZONE
            && part.stream().allMatch(node -> nodes.zone(node) == zone)
            && nodes.zoneSize(zone) == part.cardinality();
    BitSet smaller = new BitSet();
    if (2 * part.cardinality() > nodes.known()) {
      for (int node = 0; node < nodes.size(); node++) {
        smaller.set(node, nodes.isKnown(node) && !part.get(node));
      }
    } else {
      smaller.or(part);
    }
    String subject =
        wholeZone
            ? nodes.zoneName(zone)
            : Wording.names(smaller.stream().mapToObj(nodes::name).sorted().toList());
    List<String> evidence =
        List.of(
            part.cardinality()
                + " of "
                + Wording.count(nodes.known(), "node")
                + " became unreachable and silent at the same time");
    Subject whole = new Subject.Part(part);
    int[] links =
        causes.stream()
            .flatMapToInt(cause -> Arrays.stream(Draft.Failures.of(cause, failing, nodes).links()))
            .toArray();
    return new Draft(
        new Finding(
            wholeZone ? FaultKind.ZONE_CUT_OFF : FaultKind.CLUSTER_SPLIT,
            FaultSeverity.CRITICAL,
            subject,
            FaultScope.ANY,
            wholeZone ? FaultPlace.zone(nodes.zoneName(zone)) : FaultPlace.NONE,
            1,
            onset,
            evidence,
            List.of(
                "single nodes: "
                    + part.cardinality()
                    + " of them would have to fail within "
                    + AT_ONCE / 1_000_000_000L
                    + " s"),
            0.9,
            "Check what connects these nodes to the rest, then their power. From this side, a"
                + " network cut and a power cut look the same."),
        new Draft.Failures(
            first,
            last,
            true,
            links,
            (source, target) -> whole.direction(source, target, nodes) != Subject.NONE),
        "");
  }
}
