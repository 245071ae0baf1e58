// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.LinkSide;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Finds the nodes that explain failing links, the largest share first. The node whose links fail
 * most is blamed for all of them, its links are taken away, and the search starts again with the
 * rest. Without this, the observers of two dead nodes would look half dead themselves.
 */
final class NodePeeling {
  /** From this share of failing links on, the node is to blame and not its links. */
  static final double THRESHOLD = 0.5;

  private NodePeeling() {}

  /** Says whether one side of a node explains the links that are still open. */
  @FunctionalInterface
  interface Candidates {
    Optional<NodeShare> find(int node, LinkSide side);
  }

  /**
   * @param nodes how many nodes the mesh has
   * @param blamed is called for each node that is to blame; it must explain the node's links
   */
  static void peel(PlaneGraph graph, int nodes, Candidates candidates, Consumer<NodeShare> blamed) {
    PriorityQueue<NodeShare> queue = new PriorityQueue<>();
    for (int node = 0; node < nodes; node++) {
      for (LinkSide side : LinkSide.values()) {
        candidates.find(node, side).ifPresent(queue::add);
      }
    }
    while (!queue.isEmpty()) {
      NodeShare worst = queue.remove();
      if (graph.down(worst.node(), worst.side()) < worst.failing()) {
        // Another node explained some of its links. A share never grows, so only this one must be
        // measured again; a candidate with an unchanged share is the worst of all.
        candidates.find(worst.node(), worst.side()).ifPresent(queue::add);
      } else {
        blamed.accept(worst);
      }
    }
  }
}
