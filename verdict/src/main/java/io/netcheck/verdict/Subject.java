// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.BitSet;

/** What a cause is about: a set of ordered pairs of nodes, in two directions. */
sealed interface Subject {
  int NONE = -1;
  int FORWARD = 0;
  int BACKWARD = 1;

  /** In which of its directions it covers the link from {@code source} to {@code target}. */
  int direction(int source, int target, NodeStates nodes);

  /** Every link. */
  record Everything() implements Subject {
    @Override
    public int direction(int source, int target, NodeStates nodes) {
      return FORWARD;
    }
  }

  /** All links between one zone and the others; forward is into the zone. */
  record WholeZone(int zone) implements Subject {
    @Override
    public int direction(int source, int target, NodeStates nodes) {
      boolean from = nodes.zone(source) == zone;
      boolean to = nodes.zone(target) == zone;
      return from == to ? NONE : to ? FORWARD : BACKWARD;
    }
  }

  /** All links between two zones; forward is from the first to the second. */
  record ZonePair(int first, int second) implements Subject {
    static ZonePair of(int zone, int other) {
      return zone < other ? new ZonePair(zone, other) : new ZonePair(other, zone);
    }

    @Override
    public int direction(int source, int target, NodeStates nodes) {
      int from = nodes.zone(source);
      int to = nodes.zone(target);
      return from == first && to == second
          ? FORWARD
          : from == second && to == first ? BACKWARD : NONE;
    }
  }

  /** All links of one node; forward is into the node. */
  record OneNode(int node) implements Subject {
    @Override
    public int direction(int source, int target, NodeStates nodes) {
      return target == node ? FORWARD : source == node ? BACKWARD : NONE;
    }
  }

  /** The two links between two nodes; forward is from the first to the second. */
  record NodePair(int first, int second) implements Subject {
    static NodePair of(int node, int other) {
      return node < other ? new NodePair(node, other) : new NodePair(other, node);
    }

    @Override
    public int direction(int source, int target, NodeStates nodes) {
      return source == first && target == second
          ? FORWARD
          : source == second && target == first ? BACKWARD : NONE;
    }
  }

  /** All links between a part of the cluster and the rest; forward is into the part. */
  record Part(BitSet nodes) implements Subject {
    @Override
    public int direction(int source, int target, NodeStates all) {
      boolean from = nodes.get(source);
      boolean to = nodes.get(target);
      return from == to ? NONE : to ? FORWARD : BACKWARD;
    }
  }
}
