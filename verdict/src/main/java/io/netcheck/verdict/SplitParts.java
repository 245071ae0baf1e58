// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Proposes parts of the cluster that may be cut off from the rest: the nodes that a node with many
 * failures reaches, against those that it does not.
 */
final class SplitParts {
  /** Nodes with the most failures whose view is taken. */
  private static final int VIEWS = 3;

  private static final int ROUNDS = 4;

  /** A link that has not been reported since may have failed as well. */
  private static final double PENDING = 0.3;

  private static final long NEVER = Long.MAX_VALUE;

  /** What one cause cuts off is reported as lost within this time. */
  private static final long APART = 1_000_000_000L;

  private final NodeStates nodes;
  private final long confirmedFrom;
  private final CellList failing;
  private final CellList working;

  SplitParts(NodeStates nodes, CellList failing, CellList working, long confirmedFrom) {
    this.nodes = nodes;
    this.confirmedFrom = confirmedFrom;
    this.failing = failing;
    this.working = working;
  }

  List<Subject> candidates() {
    int[] failures = new int[nodes.size()];
    for (int cell = 0; cell < failing.size(); cell++) {
      failures[failing.source(cell)]++;
    }
    Set<Subject> parts = new HashSet<>();
    for (int view = 0; view < VIEWS; view++) {
      int most = 0;
      for (int node = 0; node < failures.length; node++) {
        if (failures[node] > failures[most]) {
          most = node;
        }
      }
      if (failures.length == 0 || failures[most] == 0) {
        break;
      }
      failures[most] = 0;
      add(most, parts);
    }
    return new ArrayList<>(parts);
  }

  /**
   * The two sides as one node sees them, and then as most nodes of both sides see them: with few
   * peers each, or while reports still come in, a node sees only a part of its side.
   */
  private void add(int node, Set<Subject> parts) {
    BitSet here = new BitSet();
    here.set(node);
    BitSet there = new BitSet();
    for (int cell = 0; cell < failing.size(); cell++) {
      if (failing.source(cell) == node) {
        there.set(failing.target(cell));
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      double[] side = new double[nodes.size()];
      for (int cell = 0; cell < failing.size(); cell++) {
        vote(side, failing.source(cell), failing.target(cell), -1, here, there);
      }
      for (int cell = 0; cell < working.size(); cell++) {
        double weight = working.nanos(cell) >= confirmedFrom ? 1 : PENDING;
        vote(side, working.source(cell), working.target(cell), weight, here, there);
      }
      BitSet nextHere = new BitSet();
      BitSet nextThere = new BitSet();
      for (int other = 0; other < side.length; other++) {
        nextHere.set(other, side[other] > 0);
        nextThere.set(other, side[other] < 0);
      }
      here = nextHere;
      there = nextThere;
    }
    if (here.cardinality() > 1 && there.cardinality() > 1 && isAlive(here, there)) {
      parts.add(new Subject.Part(isSmaller(here, there) ? here : there));
    }
  }

  /** A link that works puts its ends on one side, one that fails on two. */
  private static void vote(
      double[] side, int source, int target, double weight, BitSet here, BitSet there) {
    side[target] += here.get(source) ? weight : there.get(source) ? -weight : 0;
    side[source] += here.get(target) ? weight : there.get(target) ? -weight : 0;
  }

  /** The part is the smaller side; of two equal ones, that without the first node by name. */
  private boolean isSmaller(BitSet one, BitSet other) {
    if (one.cardinality() != other.cardinality()) {
      return one.cardinality() < other.cardinality();
    }
    return first(one).compareTo(first(other)) > 0;
  }

  private String first(BitSet side) {
    return side.stream().mapToObj(nodes::name).min(Comparator.naturalOrder()).orElse("");
  }

  /** Whether links within both sides work, so that they are not just single dead nodes. */
  private boolean isAlive(BitSet here, BitSet there) {
    long[] lost = firstLost();
    boolean hereWorks = false;
    boolean thereWorks = false;
    for (int cell = 0; cell < working.size(); cell++) {
      int source = working.source(cell);
      int target = working.target(cell);
      boolean together = Math.abs(lost[source] - lost[target]) <= APART;
      if (!together && working.nanos(cell) < lost[source] - APART && lost[source] != NEVER) {
        continue; // it may have died since, by itself
      }
      hereWorks |= here.get(source) && here.get(target);
      thereWorks |= there.get(source) && there.get(target);
    }
    return (hereWorks || isOutOfSight(here)) && (thereWorks || isOutOfSight(there));
  }

  /** By node: when it was first reported as lost, or {@link #NEVER}. */
  private long[] firstLost() {
    long[] lost = new long[nodes.size()];
    Arrays.fill(lost, NEVER);
    for (int cell = 0; cell < failing.size(); cell++) {
      int target = failing.target(cell);
      lost[target] = Math.min(lost[target], failing.nanos(cell));
    }
    return lost;
  }

  /**
   * Whether a side is large enough, and late or silent as a whole, so that its nodes have one
   * cause. What late agents said about each other does not count any more.
   */
  private boolean isOutOfSight(BitSet side) {
    return SilentPart.isPart(side.cardinality(), nodes)
        && side.stream().allMatch(node -> nodes.isSilent(node) || nodes.isOverdue(node));
  }
}
