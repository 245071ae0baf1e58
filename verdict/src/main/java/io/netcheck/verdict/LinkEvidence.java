// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What the results of links say about a cause. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays, never stored or sent
final class LinkEvidence {
  private final NodeStates nodes;
  private final CellList failing;
  private final CellList working;

  /** The last cause whose reasons were asked for: it can have many failures. */
  private @Nullable Cause lastCause;

  private @Nullable ReasonTally lastReasons;

  LinkEvidence(NodeStates nodes, CellList failing, CellList working) {
    this.nodes = nodes;
    this.failing = failing;
    this.working = working;
  }

  /** How many nodes do not reach {@code node}. */
  int sources(Cause cause, int node) {
    BitSet sources = new BitSet();
    for (int cell : cause.cells()) {
      if (failing.target(cell) == node) {
        sources.set(failing.source(cell));
      }
    }
    return sources.cardinality();
  }

  /** The nodes that are not reached. */
  BitSet targets(Cause cause) {
    BitSet targets = new BitSet();
    for (int cell : cause.cells()) {
      targets.set(failing.target(cell));
    }
    return targets;
  }

  /** The planes in which a cause shows in this direction. */
  static Set<Plane> planes(Cause cause, int direction) {
    Set<Plane> planes = new LinkedHashSet<>();
    for (int code = 0; code < Plane.ALL.size(); code++) {
      if (cause.has(code, direction)) {
        planes.add(Plane.ALL.get(code));
      }
    }
    return planes;
  }

  /** The planes in which the node is measured. */
  Set<Plane> planesOf(int node, boolean in) {
    Set<Plane> planes = new LinkedHashSet<>();
    for (CellList cells : List.of(failing, working)) {
      for (int cell = 0; cell < cells.size(); cell++) {
        if ((in ? cells.target(cell) : cells.source(cell)) == node) {
          planes.add(Plane.ALL.get(cells.layer(cell)));
        }
      }
    }
    return planes;
  }

  /** What works, if a cause takes {@code planes} of those in use. */
  Optional<String> works(Set<Plane> planes) {
    return worksIn(nodes.planesInUse(), planes);
  }

  /** What works towards {@code node}. */
  Optional<String> works(Set<Plane> planes, int node) {
    return worksIn(planesOf(node, true), planes);
  }

  private static Optional<String> worksIn(Set<Plane> measured, Set<Plane> failing) {
    Set<String> networks = new LinkedHashSet<>();
    Set<String> families = new TreeSet<>();
    for (Plane plane : measured) {
      if (!failing.contains(plane)) {
        if (failing.stream().noneMatch(other -> other.network() == plane.network())) {
          networks.add(plane.network().label());
        } else {
          families.add(plane.family().displayName());
        }
      }
    }
    if (!networks.isEmpty()) {
      return Optional.of("works in network " + String.join(", ", networks));
    }
    return families.isEmpty()
        ? Optional.empty()
        : Optional.of("works over " + String.join(", ", families));
  }

  /** The kinds of probe that are used on the first of its links. */
  String probes(Cause cause) {
    int cell = cause.cells()[0];
    PlaneCells cells = nodes.linkCells(failing, cell);
    if (cells == null) {
      return "probes";
    }
    List<String> kinds = new ArrayList<>();
    for (int probe = 0; probe < PlaneCells.KINDS.length; probe++) {
      ProbeCells column = cells.probes[probe];
      if (column != null && column.isDown(failing.row(cell))) {
        kinds.add(PlaneCells.KINDS[probe].label());
      }
    }
    return kinds.isEmpty() ? "probes" : String.join(", ", kinds);
  }

  /** The weightiest reason and who gave it, in brackets. */
  String because(Cause cause) {
    return " (" + reasons(cause).words() + ")";
  }

  /** The weightiest reason of the failures. */
  FailureReason reason(Cause cause) {
    return reasons(cause).most();
  }

  @SuppressWarnings("ReferenceEquality") // an equal cause is only counted again
  private ReasonTally reasons(Cause cause) {
    ReasonTally known = lastReasons;
    if (known != null && cause == lastCause) {
      return known;
    }
    ReasonTally reasons = reasons(cause, PlaneCells.KINDS);
    lastCause = cause;
    lastReasons = reasons;
    return reasons;
  }

  /** The weightiest reason of one kind of probe. */
  FailureReason reason(Cause cause, ProbeKind kind) {
    return reasons(cause, kind).most();
  }

  private ReasonTally reasons(Cause cause, ProbeKind... kinds) {
    ReasonTally reasons = new ReasonTally(nodes, failing);
    for (int cell : cause.cells()) {
      PlaneCells cells = nodes.linkCells(failing, cell);
      if (cells != null) {
        boolean rejected = cells.isRejected(plane(cell), failing.row(cell));
        for (ProbeKind kind : kinds) {
          add(cells, kind, cell, rejected, reasons);
        }
      }
    }
    return reasons;
  }

  private Plane plane(int cell) {
    return Plane.ALL.get(failing.layer(cell));
  }

  /**
   * Where one probe of a link is rejected since the link is down, the others, which get no answer,
   * are rejected too.
   */
  private void add(
      PlaneCells cells, ProbeKind kind, int cell, boolean rejected, ReasonTally reasons) {
    int row = failing.row(cell);
    ProbeCells column = cells.probes[kind.ordinal()];
    if (column == null || !column.isDown(row) || ProbeOutcome.isOfOtherProgram(plane(cell), kind)) {
      return;
    }
    if (rejected && column.reason(row) == FailureReason.TIMEOUT) {
      reasons.add(FailureReason.REJECTED);
    } else {
      reasons.add(column, cell);
    }
  }
}
