// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Notices when single links go down and come back, as their agents report it. Outages that are too
 * short to be named one by one show here. Links that change along with others of the same node are
 * no single links, and a link is back when it loses little.
 */
final class LinkChanges {
  /** The ends of a link, and its networks, report a change within this time of each other. */
  private static final long TOGETHER = 1_500_000_000L;

  /** In one heartbeat, on a link that is well; fewer may have been answered by chance. */
  private static final int FEWEST_SENT = 6;

  private static final double MOST_LOST = 0.25;

  private static final long PRUNE_EVERY = 10_000_000_000L;

  /** Links that are remembered, at most: where more change, it is not about single links. */
  private static final int MOST_LINKS = 20_000;

  private final Map<Long, Changes> links = new HashMap<>();

  /** By node: changes of all of its links. */
  private final Map<Integer, Integer> byNode = new HashMap<>();

  private long prunedNanos;

  /** The changes of one link. */
  private static final class Changes {
    final Deque<Long> times = new ArrayDeque<>();
    boolean down;
  }

  /**
   * Takes in the last heartbeat of an agent.
   *
   * @param byChance whether a link loses so many packets that it changes by chance
   * @return the links that changed alone, as findings that say that they are down
   */
  List<Finding> hear(
      AgentMemory agent,
      NodeStates nodes,
      LinkCells cells,
      BiPredicate<Integer, Integer> byChance) {
    if (agent.isStarved()) {
      return List.of();
    }
    List<Finding> alone = new ArrayList<>();
    long heard = agent.last().heardNanos();
    for (PlaneResults results : agent.last().planes()) {
      Plane plane = Plane.ALL.get(Plane.code(results.network(), results.family()));
      @Nullable PlaneCells column = agent.planes[plane.code()];
      for (int row = 0; column != null && row < column.rows(); row++) {
        boolean down = column.isDown(row) && column.since.get(row) == heard;
        boolean up =
            !links.isEmpty()
                && column.isUp(row)
                && !column.isPartlyDown(row)
                && isWell(results, row);
        int target = column.targets[row];
        if ((down || up)
            && target != agent.node
            && isRelevant(agent, column, row, plane, nodes, cells)
            && !byChance.test(agent.node, target)
            && change(agent.node, target, down, nodes.nanos())) {
          alone.add(finding(agent.node, target, nodes));
        }
      }
    }
    return alone;
  }

  /** Whether it loses little: a link that loses most packets is up now and then, and not well. */
  private static boolean isWell(PlaneResults results, int row) {
    int sent = 0;
    int lost = 0;
    for (ProbeColumn probe : results.probes().values()) {
      sent += probe.sent()[row];
      lost += probe.failed()[row];
    }
    return sent >= FEWEST_SENT && lost <= MOST_LOST * sent;
  }

  private static boolean isRelevant(
      AgentMemory agent,
      PlaneCells column,
      int row,
      Plane plane,
      NodeStates nodes,
      LinkCells cells) {
    AgentKind kind = Plane.agents(plane.network());
    AgentMemory target = nodes.agent(column.targets[row], kind);
    return nodes.isExpected(column.targets[row], kind)
        // One that gets too little time answers now and then.
        && (target == null || !target.isStarved())
        && cells.weight(agent, column, row, kind) == LinkCells.Weight.COUNTS;
  }

  /** Returns whether it is a change, of this link alone. */
  private boolean change(int source, int target, boolean down, long nanos) {
    prune(nanos);
    long key = PairKey.of(source, target);
    Changes changes = links.get(key);
    if (changes == null) {
      if (!down || links.size() >= MOST_LINKS) {
        return false;
      }
      changes = new Changes();
      links.put(key, changes);
    } else if (changes.down == down || nanos - changes.times.peekLast() < TOGETHER) {
      return false;
    }
    changes.down = down;
    changes.times.addLast(nanos);
    int ofSource = byNode.merge(source, 1, Integer::sum);
    int ofTarget = byNode.merge(target, 1, Integer::sum);
    return isAlone(ofSource, changes.times.size()) && isAlone(ofTarget, changes.times.size());
  }

  /** Whether a node has hardly any changes but those of one link. */
  private static boolean isAlone(int ofNode, int ofLink) {
    return ofNode - ofLink < Math.max(2, ofLink / 2 + 1);
  }

  private void prune(long nanos) {
    if (nanos - prunedNanos < PRUNE_EVERY) {
      return;
    }
    prunedNanos = nanos;
    byNode.clear();
    links
        .values()
        .removeIf(changes -> {
          while (!changes.times.isEmpty()
              && nanos - changes.times.peekFirst() > FlapMemory.WINDOW) {
            changes.times.removeFirst();
          }
          return changes.times.isEmpty();
        });
    links.forEach((key, changes) -> {
      byNode.merge(PairKey.first(key), changes.times.size(), Integer::sum);
      byNode.merge(PairKey.second(key), changes.times.size(), Integer::sum);
    });
  }

  private static Finding finding(int source, int target, NodeStates nodes) {
    String from = nodes.name(source);
    String to = nodes.name(target);
    return new Finding(
        FaultKind.LINK_DOWN,
        FaultKind.LINK_DOWN.severity(),
        Wording.pair(from, to, true, true),
        FaultScope.ANY,
        FaultPlace.pair(from, to),
        1,
        nodes.nanos(),
        List.of(),
        List.of(),
        1,
        "");
  }
}
