// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells a node that loses most of its packets from one that is down. Loss takes links down and
 * brings them back one by one, at any time; what goes down as a whole comes back as a whole.
 */
final class ScatteredRecovery {
  private static final long LATELY = 20_000_000_000L;

  /** Links that come back at once are reported within this time of each other. */
  private static final long AT_ONCE = 2_000_000_000L;

  private static final int FEWEST = 3;

  /** The share of the links that came back at other times than most. */
  private static final double SCATTERED = 0.25;

  private final NodeStates nodes;

  ScatteredRecovery(NodeStates nodes) {
    this.nodes = nodes;
  }

  /** Whether links of a node came back lately, but not at once. */
  boolean isOf(int node) {
    long[] times = new long[16];
    int count = 0;
    for (AgentMemory agent : nodes.agents(AgentTrait.RECOVERED)) {
      for (@Nullable PlaneCells plane : agent.planes) {
        if (plane == null) {
          continue;
        }
        for (int row = 0; row < plane.rows(); row++) {
          if ((agent.node == node || plane.targets[row] == node)
              && plane.upAgain.get(row) != 0
              && nodes.nanos() - plane.upAgain.get(row) < LATELY) {
            if (count == times.length) {
              times = Arrays.copyOf(times, 2 * count);
            }
            times[count++] = plane.upAgain.get(row);
          }
        }
      }
    }
    if (count < FEWEST) {
      return false;
    }
    Arrays.sort(times, 0, count);
    long median = times[count / 2];
    int apart = 0;
    for (int i = 0; i < count; i++) {
      apart += Math.abs(times[i] - median) > AT_ONCE ? 1 : 0;
    }
    return apart >= SCATTERED * count;
  }
}
