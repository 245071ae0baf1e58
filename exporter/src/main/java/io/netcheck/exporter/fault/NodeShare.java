// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.LinkSide;
import java.util.Comparator;

/**
 * How many of the measured links on one side of a node fail. Ordered by which node is to blame
 * first.
 *
 * @param node the index of the node in the mesh
 * @param failing links that fail and that no other cause explains
 * @param silent whether the node's agent is silent as well
 */
record NodeShare(int node, LinkSide side, int failing, int measured, boolean silent)
    implements Comparable<NodeShare> {
  private static final Comparator<NodeShare> ORDER =
      Comparator.comparingDouble((NodeShare s) -> -s.share())
          .thenComparing(s -> !s.silent)
          .thenComparingInt(s -> -s.failing)
          .thenComparing(NodeShare::side)
          .thenComparingInt(NodeShare::node);

  double share() {
    return (double) failing / measured;
  }

  /** The confidence that the node is the cause: it grows with the number of failing links. */
  double confidence() {
    return share() * failing / (failing + 1.0);
  }

  @Override
  public int compareTo(NodeShare other) {
    return ORDER.compare(this, other);
  }
}
