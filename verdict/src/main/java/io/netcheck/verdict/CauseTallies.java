// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts for every subject that may be a cause what fails and what works of it. What fails must be
 * added before what works: only subjects of which something fails can be causes.
 */
final class CauseTallies {
  private final int slots;
  private final LinkCells.Gathered cells;
  private final long confirmedFrom;
  private final NodeStates nodes;
  private final CauseTally everything;

  // There are many cells, and each is looked up several times: in arrays, not in maps.
  private final @Nullable CauseTally[] ofNode;
  private final @Nullable CauseTally[] ofZone;

  /** By the smaller number of a zone, then by the larger one. */
  private final @Nullable CauseTally[] @Nullable [] ofZonePair;

  private final List<CauseTally> ofPart = new ArrayList<>();

  /**
   * @param confirmedFrom a result of a source that was heard before this does not yet count against
   *     a cause
   * @param parts candidates for parts of a split
   */
  CauseTallies(
      int layers,
      LinkCells.Gathered cells,
      long confirmedFrom,
      NodeStates nodes,
      List<Subject> parts) {
    this.slots = 2 * layers;
    this.cells = cells;
    this.confirmedFrom = confirmedFrom;
    this.nodes = nodes;
    everything = new CauseTally(new Subject.Everything(), slots);
    ofNode = new @Nullable CauseTally[nodes.size()];
    ofZone = new @Nullable CauseTally[nodes.zones()];
    ofZonePair = new @Nullable CauseTally[nodes.zones()] @Nullable [];
    parts.forEach(part -> ofPart.add(new CauseTally(part, slots)));
  }

  void addFailing(int cell) {
    int source = cells.failing.source(cell);
    int target = cells.failing.target(cell);
    int forward = Cause.slot(cells.failing.layer(cell), Subject.FORWARD);
    int backward = Cause.slot(cells.failing.layer(cell), Subject.BACKWARD);
    everything.fails(cell, forward);
    tally(ofNode, target, Subject.OneNode::new).fails(cell, forward);
    tally(ofNode, source, Subject.OneNode::new).fails(cell, backward);
    int from = nodes.zone(source);
    int to = nodes.zone(target);
    if (from != to) {
      if (to != NodeStates.NO_ZONE) {
        tally(ofZone, to, Subject.WholeZone::new).fails(cell, forward);
      }
      if (from != NodeStates.NO_ZONE) {
        tally(ofZone, from, Subject.WholeZone::new).fails(cell, backward);
      }
      if (areZones(from, to)) {
        ofZonePair(from, to).fails(cell, from < to ? forward : backward);
      }
    }
    for (CauseTally part : ofPart) {
      int direction = part.subject.direction(source, target, nodes);
      if (direction != Subject.NONE) {
        part.fails(cell, Cause.slot(cells.failing.layer(cell), direction));
      }
    }
  }

  void addWorking(int cell) {
    int source = cells.working.source(cell);
    int target = cells.working.target(cell);
    int layer = cells.working.layer(cell);
    boolean confirmed = cells.working.nanos(cell) >= confirmedFrom;
    int forward = Cause.slot(layer, Subject.FORWARD);
    int backward = Cause.slot(layer, Subject.BACKWARD);
    works(everything, forward, confirmed);
    works(ofNode[target], forward, confirmed);
    works(ofNode[source], backward, confirmed);
    int from = nodes.zone(source);
    int to = nodes.zone(target);
    if (from != to) {
      if (to != NodeStates.NO_ZONE) {
        works(ofZone[to], forward, confirmed);
      }
      if (from != NodeStates.NO_ZONE) {
        works(ofZone[from], backward, confirmed);
      }
      @Nullable CauseTally @Nullable [] pairs =
          areZones(from, to) ? ofZonePair[Math.min(from, to)] : null;
      if (pairs != null) {
        works(pairs[Math.max(from, to)], from < to ? forward : backward, confirmed);
      }
    }
    for (CauseTally part : ofPart) {
      int direction = part.subject.direction(source, target, nodes);
      if (direction != Subject.NONE) {
        works(part, Cause.slot(layer, direction), confirmed);
      }
    }
  }

  /** What worked a while ago still speaks against the isolation of the agent that said it. */
  void addWorked(int cell) {
    CauseTally source = ofNode[cells.worked.source(cell)];
    if (source != null) {
      source.works[Cause.slot(cells.worked.layer(cell), Subject.BACKWARD)]++;
    }
  }

  List<CauseTally> all() {
    return Stream.of(
            Stream.of(everything),
            ofPart.stream(),
            Stream.of(ofZone).filter(Objects::nonNull),
            Stream.of(ofZonePair)
                .filter(Objects::nonNull)
                .flatMap(Stream::of)
                .filter(Objects::nonNull),
            Stream.of(ofNode).filter(Objects::nonNull))
        .flatMap(tallies -> tallies)
        .toList();
  }

  private CauseTally tally(
      @Nullable CauseTally[] tallies, int number, IntFunction<Subject> subject) {
    CauseTally tally = tallies[number];
    if (tally == null) {
      tally = new CauseTally(subject.apply(number), slots);
      tallies[number] = tally;
    }
    return tally;
  }

  private static boolean areZones(int from, int to) {
    return from != NodeStates.NO_ZONE && to != NodeStates.NO_ZONE;
  }

  private CauseTally ofZonePair(int from, int to) {
    int smaller = Math.min(from, to);
    @Nullable CauseTally @Nullable [] pairs = ofZonePair[smaller];
    if (pairs == null) {
      pairs = new @Nullable CauseTally[nodes.zones()];
      ofZonePair[smaller] = pairs;
    }
    return tally(pairs, Math.max(from, to), larger -> Subject.ZonePair.of(smaller, larger));
  }

  private static void works(@Nullable CauseTally tally, int slot, boolean confirmed) {
    if (tally != null) {
      if (confirmed) {
        tally.works[slot]++;
      } else {
        tally.pending[slot]++;
      }
    }
  }
}
