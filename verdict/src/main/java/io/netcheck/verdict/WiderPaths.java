// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether dead paths may be those of a larger place than the one that shows them first: links
 * around it lose connections about as often, though not each of them has lost several yet.
 */
final class WiderPaths {
  /** Links that lose fewer connections than this share of the others have no dead paths. */
  private static final double ABOUT_AS_MANY = 0.25;

  /** Where fewer are expected, that none is lost may be by chance. */
  private static final double FEWEST_EXPECTED = 4;

  private final NodeStates nodes;
  private final FlowMemory flows;
  private final CellList failing;

  /**
   * @param failing what the causes consist of
   */
  WiderPaths(NodeStates nodes, FlowMemory flows, CellList failing) {
    this.nodes = nodes;
    this.flows = flows;
    this.failing = failing;
  }

  /** Whether the dead paths may be those of a larger place than the subject of a cause. */
  boolean arePossible(Cause cause) {
    return candidates(cause).anyMatch(wider -> isPossible(cause, wider));
  }

  /** Places that all links of a cause belong to. */
  private Stream<Subject> candidates(Cause cause) {
    int source = failing.source(cause.cells()[0]);
    int target = failing.target(cause.cells()[0]);
    Set<Subject> places = new HashSet<>(List.of(new Subject.Everything()));
    places.add(new Subject.OneNode(source));
    places.add(new Subject.OneNode(target));
    int from = nodes.zone(source);
    int to = nodes.zone(target);
    if (from != to && from != NodeStates.NO_ZONE && to != NodeStates.NO_ZONE) {
      places.add(new Subject.WholeZone(from));
      places.add(new Subject.WholeZone(to));
      places.add(Subject.ZonePair.of(from, to));
    }
    places.remove(cause.subject());
    return places.stream().filter(place -> contains(place, cause));
  }

  private boolean contains(Subject place, Cause cause) {
    for (int cell : cause.cells()) {
      if (!covers(place, failing.source(cell), failing.target(cell))) {
        return false;
      }
    }
    return true;
  }

  private boolean covers(Subject place, int source, int target) {
    return place.direction(source, target, nodes) != Subject.NONE;
  }

  private boolean isPossible(Cause cause, Subject wider) {
    LostConnections inside = new LostConnections();
    LostConnections beside = new LostConnections();
    for (ObservedPlane observed : nodes.observedPlanes()) {
      int source = observed.agent().node;
      for (int target : observed.cells().targets) {
        if (target != source && nodes.isExpected(target, observed.targets())) {
          if (covers(cause.subject(), source, target)) {
            inside.add(flows.of(observed.plane().code(), source, target));
          } else if (covers(wider, source, target)) {
            beside.add(flows.of(observed.plane().code(), source, target));
          }
        }
      }
    }
    return beside.links > 0
        && (inside.perLink() * beside.links < FEWEST_EXPECTED
            || beside.perLink() > ABOUT_AS_MANY * inside.perLink());
  }

  private static final class LostConnections {
    private int links;
    private double lost;

    /**
     * @param link null if it has lost nothing
     */
    void add(@Nullable FlowCounts link) {
      links++;
      lost += link == null ? 0 : link.lostConnections();
    }

    double perLink() {
      return links == 0 ? 0 : lost / links;
    }
  }
}
