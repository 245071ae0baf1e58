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

  private static final byte HERE = 1;
  private static final byte THERE = -1;

  private static final long NEVER = Long.MAX_VALUE;

  /** What one cause cuts off is reported as lost within this time. */
  private static final long APART = 1_000_000_000L;

  private final NodeStates nodes;
  private final long confirmedFrom;
  private final CellList failing;
  private final CellList working;

  /** What was asked, and the answer: several views lead to the same two sides. */
  private final List<Round> rounds = new ArrayList<>();

  /** Sides, and what their neighbours make of them. */
  @SuppressWarnings("ArrayRecordComponent") // owned by this record
  private record Round(byte[] sides, byte[] next) {}

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
    byte[] sides = new byte[nodes.size()];
    for (int cell = 0; cell < failing.size(); cell++) {
      if (failing.source(cell) == node) {
        sides[failing.target(cell)] = THERE;
      }
    }
    sides[node] = HERE;
    for (int round = 0; round < ROUNDS; round++) {
      byte[] next = next(sides);
      if (Arrays.equals(next, sides)) {
        break; // more rounds would not change it
      }
      sides = next;
    }
    BitSet here = nodesOn(HERE, sides);
    BitSet there = nodesOn(THERE, sides);
    if (here.cardinality() > 1 && there.cardinality() > 1 && isAlive(here, there)) {
      parts.add(new Subject.Part(isSmaller(here, there) ? here : there));
    }
  }

  /** By node: the side on which most of its neighbours see it. */
  private byte[] next(byte[] sides) {
    for (Round round : rounds) {
      if (Arrays.equals(round.sides, sides)) {
        return round.next;
      }
    }
    byte[] next = vote(sides);
    rounds.add(new Round(sides, next));
    return next;
  }

  private byte[] vote(byte[] sides) {
    double[] votes = new double[sides.length];
    for (int cell = 0; cell < failing.size(); cell++) {
      vote(votes, failing.source(cell), failing.target(cell), -1, sides);
    }
    for (int cell = 0; cell < working.size(); cell++) {
      double weight = working.nanos(cell) >= confirmedFrom ? 1 : PENDING;
      vote(votes, working.source(cell), working.target(cell), weight, sides);
    }
    byte[] next = new byte[sides.length];
    for (int node = 0; node < next.length; node++) {
      next[node] = votes[node] > 0 ? HERE : votes[node] < 0 ? THERE : 0;
    }
    return next;
  }

  /** A link that works puts its ends on one side, one that fails on two. */
  private static void vote(double[] votes, int source, int target, double weight, byte[] sides) {
    votes[target] += sides[source] * weight;
    votes[source] += sides[target] * weight;
  }

  private static BitSet nodesOn(byte side, byte[] sides) {
    BitSet on = new BitSet();
    for (int node = 0; node < sides.length; node++) {
      if (sides[node] == side) {
        on.set(node);
      }
    }
    return on;
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
