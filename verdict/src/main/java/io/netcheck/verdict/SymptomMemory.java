// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/**
 * Remembers the nodes whose network has, or just had, a fault of its own. Checks of services and
 * DNS that fail from there are symptoms; they take longer to recover than the links.
 */
final class SymptomMemory {
  private static final long AFTER = 20_000_000_000L;

  /** By node, as far as one had a fault. */
  private long[] until = {};

  private long allUntil = Long.MIN_VALUE;
  private long now;

  void add(List<Draft> drafts, NodeStates nodes) {
    now = nodes.nanos();
    for (Draft draft : drafts) {
      if (draft.finding().subject().equals(SmallSegmentRule.SUBJECT)) {
        continue; // services and resolvers are elsewhere
      }
      switch (draft.finding().kind()) {
        case CLUSTER_SPLIT, NETWORK_DOWN -> allUntil = now + AFTER;
        case ZONE_CUT_OFF,
            ZONE_PAIR_DOWN,
            NODE_UNREACHABLE,
            NODE_ISOLATED,
            MTU_BLACK_HOLE,
            PACKET_LOSS,
            REJECTED,
            SOME_PATHS_FAILING,
            NEW_FLOWS_FAILING,
            WRONG_RESPONDER,
            PROBE_BLOCKED,
            AGENT_STALLED ->
            add(draft.finding().place(), nodes);
        default -> {}
      }
    }
  }

  private void add(FaultPlace place, NodeStates nodes) {
    if (place.equals(FaultPlace.NONE)) {
      allUntil = now + AFTER; // it is everywhere
      return;
    }
    BitSet affected = new BitSet();
    for (AgentMemory agent : nodes.agents()) {
      String node = agent.last().id().node();
      String zone = agent.last().zone();
      boolean ofNode = node.equals(place.node());
      boolean ofZone = place.node().isEmpty() && !zone.isEmpty() && zone.equals(place.zone());
      boolean ofPair =
          !place.source().isEmpty() && (zone.equals(place.source()) || zone.equals(place.target()));
      if (ofNode || ofZone || ofPair) {
        affected.set(agent.node);
      }
    }
    if (affected.length() > until.length) {
      int known = until.length;
      until = Arrays.copyOf(until, affected.length());
      Arrays.fill(until, known, until.length, Long.MIN_VALUE);
    }
    affected.stream().forEach(node -> until[node] = now + AFTER);
  }

  boolean isSymptom(int node) {
    return allUntil > now || (node < until.length && until[node] > now);
  }
}
