// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.verdict.LinkCells.Weight;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a failure counts as a fault of today: by what the engine remembers, and by what the
 * agents at both ends say. An engine that is new remembers nothing, but agents do.
 */
final class FailureWeights {
  private static final long SECOND = 1_000_000_000L;

  /** After a restart of the target, its peers probe it again within this time. */
  private static final long RESTARTED = 4 * SECOND;

  /** After a change of the address, its peers learn of it with their next heartbeat. */
  private static final long MOVED = 10 * SECOND;

  private final NodeStates nodes;

  FailureWeights(NodeStates nodes) {
    this.nodes = nodes;
  }

  /** The weight of a link that is down. */
  Weight of(AgentMemory source, PlaneCells cells, int row, AgentKind kind) {
    int target = cells.targets[row];
    Duration never = cells.neverUp(row);
    // An agent may know a link from before it was one: from a sweep.
    Weight weight = of(source, target, cells.hasWorked(row), cells.since.get(row), never, kind);
    return weight == Weight.NEVER_WORKED && isBrokenBackwards(source, cells, target, kind)
        ? Weight.COUNTS
        : weight;
  }

  /** The weight of a kind of probe that is down on a link that is up. */
  Weight of(AgentMemory source, PlaneCells cells, ProbeCells column, int row, AgentKind kind) {
    // An agent tells the last round trip of each probe, if there ever was one in its life.
    Duration never = cells.isTold() ? Duration.ofNanos(source.ageNanos(nodes.nanos())) : null;
    return of(source, cells.targets[row], column.worked[row], column.since.get(row), never, kind);
  }

  /**
   * @param worked whether it ever worked, as far as it is remembered
   * @param neverUp for how long the source says that it never worked; null if it does not
   */
  private Weight of(
      AgentMemory source,
      int node,
      boolean worked,
      long sinceNanos,
      @Nullable Duration neverUp,
      AgentKind kind) {
    AgentMemory target = nodes.agent(node, kind);
    if (target == null) {
      return Weight.COUNTS;
    }
    if (isOutdated(source, target)) {
      return Weight.OUTDATED;
    }
    if (target.last().life().isEmpty()) {
      return Weight.COUNTS;
    }
    if (worked && neverUp == null) {
      return Weight.COUNTS; // as of most links that are down
    }
    // Of a target that has been silent all the while, nobody knows whether it is there.
    boolean present =
        (target.last().isReporting() && !target.isOverdue(nodes.nanos()))
            || target.last().heardNanos() > sinceNanos;
    boolean young = present && neverUp != null && neverUp.toNanos() < LinkCells.JOINING;
    if (worked) {
      // At an earlier address of the target, if the link is younger than its source.
      boolean moved = neverUp != null && isYoungerThan(source, neverUp);
      return young && moved ? Weight.JOINING : Weight.COUNTS;
    }
    if (young
        || source.ageNanos(nodes.nanos()) < LinkCells.JOINING
        || (present && target.ageNanos(nodes.nanos()) < LinkCells.JOINING)) {
      return Weight.JOINING;
    }
    boolean known = neverUp != null || source.isKnownFromStart() || target.isKnownFromStart();
    return present && known ? Weight.NEVER_WORKED : Weight.COUNTS;
  }

  /**
   * Whether the source may not know yet that the target was restarted, or where it is now. The
   * answer to a heartbeat tells the addresses, so one that is lost makes it later.
   */
  private static boolean isOutdated(AgentMemory source, AgentMemory target) {
    long changed = target.changedNanos();
    if (changed == 0) {
      return false;
    }
    return target.hasChangedAddress()
        ? source.saidNanos() < changed + MOVED || source.answeredNanos() < changed
        : source.saidNanos() < changed + RESTARTED;
  }

  /** Whether the source ran for some time before it began to probe a link. */
  private static boolean isYoungerThan(AgentMemory source, Duration link) {
    return source.last().reporting().uptime().minus(link).toNanos() > MOVED;
  }

  /**
   * Whether the other direction worked once and is down, too. Then the link broke, and its source
   * has started since.
   */
  private boolean isBrokenBackwards(
      AgentMemory source, PlaneCells cells, int node, AgentKind kind) {
    AgentMemory target = nodes.agent(node, kind);
    for (int plane = 0; target != null && plane < source.planes.length; plane++) {
      PlaneCells back = target.planes[plane];
      if (source.planes[plane] == cells && back != null) {
        int row = back.rowOf(source.node);
        return row >= 0 && back.isDown(row) && back.hasWorked(row);
      }
    }
    return false;
  }
}
