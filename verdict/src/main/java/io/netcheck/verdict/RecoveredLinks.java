// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import org.jspecify.annotations.Nullable;

/** When a link of each node came back last. Valid for one judgement. */
final class RecoveredLinks {
  private final NodeStates nodes;

  /** By node; null until it is asked for. */
  private long @Nullable [] latest;

  RecoveredLinks(NodeStates nodes) {
    this.nodes = nodes;
  }

  /**
   * When a link from or to the node was reported to be up again; {@link Long#MIN_VALUE} if none.
   */
  long latestNanos(int node) {
    long[] known = latest;
    if (known == null) {
      known = find();
      latest = known;
    }
    return known[node] == 0 ? Long.MIN_VALUE : known[node];
  }

  private long[] find() {
    long[] found = new long[nodes.size()];
    for (ObservedPlane observed : nodes.observedPlanes(AgentTrait.RECOVERED)) {
      PlaneCells cells = observed.cells();
      for (int row = 0; row < cells.rows() && !cells.upAgain.isEmpty(); row++) {
        long nanos = cells.upAgain.get(row);
        if (nanos != 0 && cells.isUp(row)) {
          int source = observed.agent().node;
          int target = cells.targets[row];
          found[source] = Math.max(found[source], nanos);
          found[target] = Math.max(found[target], nanos);
        }
      }
    }
    return found;
  }
}
