// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import java.util.BitSet;

/**
 * Packets from some nodes to some others, one way. A packet that stays on its node is on no route.
 */
public record Route(BitSet from, BitSet to) {
  public Route {
    from = (BitSet) from.clone();
    to = (BitSet) to.clone();
  }

  boolean covers(int source, int target) {
    return source != target && from.get(source) && to.get(target);
  }

  /** The way back. */
  public Route reversed() {
    return new Route(to, from);
  }

  public static BitSet only(int node) {
    BitSet nodes = new BitSet();
    nodes.set(node);
    return nodes;
  }

  /** All nodes and the world outside. */
  public static BitSet all(ClusterPlan plan) {
    BitSet nodes = new BitSet();
    nodes.set(0, plan.outside() + 1);
    return nodes;
  }

  /** All nodes, without the world outside. */
  public static BitSet inside(ClusterPlan plan) {
    BitSet nodes = new BitSet();
    nodes.set(0, plan.nodes());
    return nodes;
  }

  public static BitSet without(BitSet all, BitSet some) {
    BitSet rest = (BitSet) all.clone();
    rest.andNot(some);
    return rest;
  }
}
