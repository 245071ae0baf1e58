// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ProbeKind;
import java.util.function.BiPredicate;

/**
 * The results that count, of all believed agents. Results about an agent that is leaving, that has
 * just changed its process or its address, or that is only now joining do not count.
 */
@SuppressWarnings("EnumOrdinal") // layers, never stored or sent
final class LinkCells {
  private static final long SECOND = 1_000_000_000L;

  /** A link is up again at the first answer; its other probes follow in the next round. */
  private static final long UP_AGAIN = 5 * SECOND / 2;

  /** A new agent, and what is between it and its peers, may take this long to work. */
  static final long JOINING = 60 * SECOND;

  private final NodeStates nodes;
  private final FailureWeights weights;

  LinkCells(NodeStates nodes) {
    this.nodes = nodes;
    this.weights = new FailureWeights(nodes);
  }

  /** Whether the failure of a row counts as a fault of today. */
  enum Weight {
    COUNTS,
    /** The target was restarted or moved, and its peers may not know. */
    OUTDATED,
    /** It does not work yet, and one end or the address of the target is only just there. */
    JOINING,
    /** It never worked, and both ends have been there for some time. */
    NEVER_WORKED
  }

  Weight weight(AgentMemory source, PlaneCells cells, int row, AgentKind kind) {
    return weights.of(source, cells, row, kind);
  }

  /** Whether a kind of probe never worked on a link that is up. */
  Weight weight(AgentMemory source, PlaneCells cells, ProbeCells column, int row, AgentKind kind) {
    return weights.of(source, cells, column, row, kind);
  }

  /** Visits the state of each link; a layer is a plane. */
  void links(CellVisitor visitor) {
    nodes.observedPlanes().forEach(observed -> links(observed, visitor));
  }

  private void links(ObservedPlane observed, CellVisitor visitor) {
    AgentMemory agent = observed.agent();
    AgentKind kind = observed.targets();
    PlaneCells cells = observed.cells();
    int layer = observed.plane().code();
    // What worked before it fell silent may not work any more.
    boolean overdue = agent.isOverdue(nodes.nanos());
    for (int row = 0; row < cells.rows(); row++) {
      int target = cells.targets[row];
      if (target == agent.node || !nodes.isExpected(target, kind)) {
        continue;
      }
      if (cells.isUp(row)) {
        if (overdue) {
          visitor.worked(layer, agent, target);
        } else {
          visitor.works(layer, agent, target);
        }
      } else if (cells.isDown(row) && weight(agent, cells, row, kind) == Weight.COUNTS) {
        visitor.fails(layer, agent, target, row, cells.since.get(row));
      }
    }
  }

  /**
   * Whether any single probe of a link that is up fails and counts.
   *
   * @param counts whether the failures of an agent's results about a node count
   */
  boolean doProbesFail(BiPredicate<AgentMemory, Integer> counts) {
    Gathered found = new Gathered(counts);
    for (ObservedPlane observed : nodes.observedPlanes(AgentTrait.FAILS)) {
      if (observed.cells().silentProbes > 0) {
        probes(observed, found);
      }
    }
    return found.failing.size() > 0;
  }

  /** Visits the state of each single probe of links that are up; see {@link ProbeLayer}. */
  void probes(CellVisitor visitor) {
    nodes.observedPlanes().forEach(observed -> probes(observed, visitor));
  }

  private void probes(ObservedPlane observed, CellVisitor visitor) {
    for (ProbeKind probe : PlaneCells.KINDS) {
      ProbeCells column = observed.cells().probes[probe.ordinal()];
      if (column != null) {
        probes(observed, probe, column, visitor);
      }
    }
  }

  private void probes(
      ObservedPlane observed, ProbeKind probe, ProbeCells column, CellVisitor visitor) {
    AgentMemory agent = observed.agent();
    AgentKind kind = observed.targets();
    PlaneCells cells = observed.cells();
    int layer = ProbeLayer.of(observed.plane(), probe);
    for (int row = 0; row < cells.rows(); row++) {
      int target = cells.targets[row];
      if (target == agent.node
          || !cells.isUp(row)
          || !nodes.isExpected(target, kind)
          || nodes.nanos() - cells.upAgain.get(row) < UP_AGAIN) {
        continue;
      }
      if (column.isUp(row)) {
        visitor.works(layer, agent, target);
      } else if (column.isDown(row)
          && (cells.isAnswered(row) || ProbeOutcome.isTold(column.reason(row)))
          && ProbeOutcome.counts(observed.plane(), probe, cells, row)
          && !isKnownAtTarget(observed, probe, row)
          && weight(agent, cells, column, row, kind) == Weight.COUNTS) {
        visitor.fails(layer, agent, target, row, column.since.get(row));
      }
    }
  }

  /**
   * Whether a large answer does not arrive because large packets of the target get lost, as the
   * target itself reports.
   */
  private boolean isKnownAtTarget(ObservedPlane observed, ProbeKind probe, int row) {
    ProbeCells column = observed.cells().probes[probe.ordinal()];
    if (column == null || column.reason(row) != FailureReason.LARGE_ANSWER) {
      return false;
    }
    AgentMemory target = nodes.agent(observed.cells().targets[row], observed.targets());
    PlaneCells there = target == null ? null : target.planes[observed.plane().code()];
    ProbeCells back = there == null ? null : there.probes[probe.ordinal()];
    int rowBack = there == null ? -1 : there.rowOf(observed.agent().node);
    return back != null
        && rowBack >= 0
        && back.isDown(rowBack)
        && back.reason(rowBack) != FailureReason.LARGE_ANSWER;
  }

  /** Gathers what fails, and what works of the nodes and zones in question. */
  static final class Gathered implements CellVisitor {
    /** The time of what works as far as anyone can tell; a search confirms it from later on. */
    static final long UNDECIDED = Long.MIN_VALUE;

    final CellList failing = new CellList();
    final CellList working;

    /** What worked by the last words of agents that are overdue. */
    final CellList worked = new CellList();

    private final BiPredicate<AgentMemory, Integer> counts;

    /**
     * @param counts whether the failures of an agent's results about a node count
     */
    Gathered(BiPredicate<AgentMemory, Integer> counts) {
      this(counts, 0);
    }

    /**
     * @param counts whether the failures of an agent's results about a node count
     * @param room for so many results that work
     */
    Gathered(BiPredicate<AgentMemory, Integer> counts, int room) {
      this.counts = counts;
      working = new CellList(room);
    }

    @Override
    public void fails(int layer, AgentMemory agent, int target, int row, long sinceNanos) {
      if (counts.test(agent, target)) {
        failing.add(layer, agent.node, target, row, sinceNanos);
      }
    }

    @Override
    public void works(int layer, AgentMemory agent, int target) {
      working.add(layer, agent.node, target, -1, agent.saidNanos());
    }

    @Override
    public void undecided(int layer, AgentMemory agent, int target) {
      working.add(layer, agent.node, target, -1, UNDECIDED);
    }

    @Override
    public void worked(int layer, AgentMemory agent, int target) {
      worked.add(layer, agent.node, target, -1, agent.saidNanos());
    }
  }
}
