// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Gathers the links that are slower than usual, and as many of the others as can matter.
 *
 * <p>In a large mesh a few links are slow at any moment. A few others then refute every cause of
 * many nodes, and the rest of them would only cost time. Of a node that may be a cause all links
 * are gathered.
 */
final class LatencyCells {
  private final NodeStates nodes;
  private final LinkCells.Gathered gathered;

  /** Nodes that may be a cause. */
  private final BitSet suspects = new BitSet();

  /** By cause of many nodes, then by slot: how many links it takes to refute it. */
  private final Map<Subject, int[]> wanted = new HashMap<>();

  /** By layer: how many of these numbers are not 0 yet. */
  private final int[] open = new int[Plane.ALL.size()];

  LatencyCells(NodeStates nodes, LinkCells.Gathered gathered) {
    this.nodes = nodes;
    this.gathered = gathered;
  }

  void gather() {
    for (ObservedPlane observed : nodes.observedPlanes(AgentTrait.SLOW)) {
      if (observed.cells().slowRows > 0) {
        gatherSlow(observed);
      }
    }
    if (gathered.failing.size() == 0) {
      return;
    }
    suspect();
    want();
    gatherOfSuspects();
    gatherRefuting();
    if (isAnyOpen()) {
      // A cause of many nodes is not refuted, so that every link counts.
      gathered.working.clear();
      nodes.observedPlanes().forEach(this::gatherAll);
    }
  }

  private void gatherSlow(ObservedPlane observed) {
    PlaneCells cells = observed.cells();
    for (int row = 0; row < cells.rows(); row++) {
      if (cells.isSlow(row) && counts(observed, row)) {
        gathered.fails(
            observed.plane().code(),
            observed.agent(),
            cells.targets[row],
            row,
            cells.slowSince.get(row));
      }
    }
  }

  private boolean counts(ObservedPlane observed, int row) {
    int target = observed.cells().targets[row];
    AgentKind kind = observed.targets();
    return target != observed.agent().node
        && observed.cells().isUp(row)
        && nodes.isExpected(target, kind);
  }

  /** A node is a cause only if several of its links are slow, or if it is late itself. */
  private void suspect() {
    CellList failing = gathered.failing;
    BitSet slow = new BitSet();
    for (int cell = 0; cell < failing.size(); cell++) {
      for (int node : new int[] {failing.source(cell), failing.target(cell)}) {
        if (slow.get(node) || nodes.isOverdue(node)) {
          suspects.set(node);
        }
        slow.set(node);
      }
    }
  }

  private void want() {
    CellList failing = gathered.failing;
    Map<Subject, int[]> slow = new HashMap<>();
    for (int cell = 0; cell < failing.size(); cell++) {
      int source = failing.source(cell);
      int target = failing.target(cell);
      for (Subject subject : larger(source, target)) {
        slow.computeIfAbsent(subject, _ -> new int[2 * Plane.ALL.size()])[
            slot(subject, failing.layer(cell), source, target)]++;
      }
    }
    slow.forEach((subject, counts) -> {
      for (int slot = 0; slot < counts.length; slot++) {
        if (counts[slot] > 0) {
          counts[slot] = CoverSearch.refuting(counts[slot]);
          open[Cause.layer(slot)]++;
        }
      }
      wanted.put(subject, counts);
    });
  }

  /** The causes of many nodes that cover a link. */
  private List<Subject> larger(int source, int target) {
    int from = nodes.zone(source);
    int to = nodes.zone(target);
    if (from == to) {
      return List.of(new Subject.Everything());
    }
    return from == NodeStates.NO_ZONE || to == NodeStates.NO_ZONE
        ? List.of(new Subject.Everything(), new Subject.WholeZone(Math.max(from, to)))
        : List.of(
            new Subject.Everything(),
            new Subject.WholeZone(from),
            new Subject.WholeZone(to),
            Subject.ZonePair.of(from, to));
  }

  private int slot(Subject subject, int layer, int source, int target) {
    return Cause.slot(layer, subject.direction(source, target, nodes));
  }

  private void gatherOfSuspects() {
    Set<AgentMemory> agents = new LinkedHashSet<>();
    suspects.stream()
        .forEach(node -> {
          agents.addAll(nodes.probers(node));
          for (AgentKind kind : AgentKind.values()) {
            AgentMemory own = nodes.agent(node, kind);
            if (own != null) {
              agents.add(own);
            }
          }
        });
    for (ObservedPlane observed : observedBy(agents)) {
      for (int row = 0; row < observed.cells().rows(); row++) {
        if (isOfSuspect(observed, row) && isUsual(observed, row)) {
          works(observed, row);
        }
      }
    }
  }

  private List<ObservedPlane> observedBy(Collection<AgentMemory> agents) {
    List<ObservedPlane> planes = new ArrayList<>();
    agents.forEach(agent -> nodes.addObserved(agent, planes));
    return planes;
  }

  /** Looks at one agent after the other until all that can be refuted is. */
  private void gatherRefuting() {
    for (AgentMemory agent : nodes.agents()) {
      if (!isAnyOpen()) {
        return;
      }
      observedBy(List.of(agent)).forEach(this::gatherRefuting);
    }
  }

  private boolean isAnyOpen() {
    return Arrays.stream(open).anyMatch(slots -> slots > 0);
  }

  private void gatherRefuting(ObservedPlane observed) {
    int layer = observed.plane().code();
    for (int row = 0; open[layer] > 0 && row < observed.cells().rows(); row++) {
      if (!isOfSuspect(observed, row) && isUsual(observed, row) && refutes(observed, row)) {
        works(observed, row);
      }
    }
  }

  private void gatherAll(ObservedPlane observed) {
    for (int row = 0; row < observed.cells().rows(); row++) {
      if (isUsual(observed, row)) {
        works(observed, row);
      }
    }
  }

  private boolean isOfSuspect(ObservedPlane observed, int row) {
    return suspects.get(observed.agent().node) || suspects.get(observed.cells().targets[row]);
  }

  private boolean isUsual(ObservedPlane observed, int row) {
    PlaneCells cells = observed.cells();
    return cells.isTimed(row) && cells.slow[row] == 0 && counts(observed, row);
  }

  private void works(ObservedPlane observed, int row) {
    gathered.works(observed.plane().code(), observed.agent(), observed.cells().targets[row]);
  }

  /** Whether the link helps to refute a cause that is not refuted yet. */
  private boolean refutes(ObservedPlane observed, int row) {
    int layer = observed.plane().code();
    int source = observed.agent().node;
    int target = observed.cells().targets[row];
    boolean helps = false;
    for (Subject subject : larger(source, target)) {
      int @Nullable [] missing = wanted.get(subject);
      int slot = slot(subject, layer, source, target);
      if (missing != null && missing[slot] > 0) {
        helps = true;
        missing[slot]--;
        open[layer] -= missing[slot] == 0 ? 1 : 0;
      }
    }
    return helps;
  }
}
