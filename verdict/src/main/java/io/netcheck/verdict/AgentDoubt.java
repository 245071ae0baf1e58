// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the agents whose last results are outdated: others lost them, and they have not sent a
 * heartbeat since. A probe tests the way there and back, so an agent that still runs loses its
 * peers when they lose it, and reports that at once.
 */
final class AgentDoubt {
  private static final long MILLI = 1_000_000L;
  private static final long NEVER = Long.MIN_VALUE / 2;

  /** An agent has this long to report its own losses. */
  private static final long TO_ANSWER = 600 * MILLI;

  /** Agents at the two ends of a link lose it within this time. */
  private static final long APART = 3_000 * MILLI;

  private final NodeStates nodes;
  private final LinkCells cells;
  private final AgentKind kind;

  /** By node: how many peers reach it, and how many do not. */
  private final int[] up;

  private final int[] down;

  /** By node: when its peers last reported that they lost it, and when it reported a loss. */
  private final long[] lost;

  private final long[] reported;

  private AgentDoubt(NodeStates nodes, LinkCells cells, AgentKind kind) {
    this.nodes = nodes;
    this.cells = cells;
    this.kind = kind;
    up = new int[nodes.size()];
    down = new int[nodes.size()];
    lost = new long[nodes.size()];
    reported = new long[nodes.size()];
    Arrays.fill(lost, NEVER);
    Arrays.fill(reported, NEVER);
  }

  /** Marks them in {@code nodes}. */
  static void mark(NodeStates nodes, LinkCells cells) {
    Map<AgentKind, AgentDoubt> doubts = new EnumMap<>(AgentKind.class);
    for (AgentMemory agent : nodes.agents()) {
      if (agent.last().isReporting()) {
        doubts
            .computeIfAbsent(agent.kind, kind -> new AgentDoubt(nodes, cells, kind))
            .gather(agent);
      }
    }
    doubts.values().forEach(AgentDoubt::mark);
  }

  private void gather(AgentMemory agent) {
    for (@Nullable PlaneCells plane : agent.planes) {
      if (plane != null) {
        gather(agent, plane);
      }
    }
  }

  private void gather(AgentMemory agent, PlaneCells plane) {
    for (int row = 0; row < plane.rows(); row++) {
      int target = plane.targets[row];
      if (plane.isUp(row)) {
        up[target]++;
      } else if (plane.isDown(row)
          && nodes.isExpected(target, kind)
          && cells.weight(agent, plane, row, kind) == LinkCells.Weight.COUNTS) {
        long since = plane.since.get(row);
        down[target]++;
        reported[agent.node] = Math.max(reported[agent.node], since);
        if (nodes.nanos() - since >= TO_ANSWER) {
          lost[target] = Math.max(lost[target], since);
        }
      }
    }
  }

  private void mark() {
    for (AgentMemory agent : nodes.agents()) {
      int node = agent.node;
      if (agent.kind == kind
          && lost[node] != NEVER
          && down[node] >= up[node]
          && agent.last().isReporting()
          && agent.saidNanos() < lost[node]
          && (reported[node] == NEVER || reported[node] + APART < lost[node])) {
        nodes.doubt(node, kind);
      }
    }
  }
}
