// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether dead paths may be those of a larger place than the one that shows them first: the
 * links around it lose connections not much less often, though few of them have lost several yet.
 */
final class WiderPaths {
  /** Links that lose fewer connections than this share of the others have no dead paths. */
  private static final double NOT_MUCH_LESS = 0.25;

  /** Where fewer are expected, that none is lost may be by chance. */
  private static final double FEWEST_EXPECTED = 4;

  private final NodeStates nodes;
  private final FlowMemory flows;
  private final CellList failing;

  /** By place; null until anyone asks. */
  private @Nullable Map<Subject, LostConnections> places;

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
    return flows.isFull() || candidates(cause).anyMatch(wider -> isPossible(cause, wider));
  }

  /** Places that all links of a cause belong to. */
  private Stream<Subject> candidates(Cause cause) {
    int source = failing.source(cause.cells()[0]);
    int target = failing.target(cause.cells()[0]);
    Set<Subject> candidates = new HashSet<>(places(source, target));
    candidates.remove(cause.subject());
    return candidates.stream().filter(place -> contains(place, cause));
  }

  private boolean contains(Subject place, Cause cause) {
    for (int cell : cause.cells()) {
      if (place.direction(failing.source(cell), failing.target(cell), nodes) == Subject.NONE) {
        return false;
      }
    }
    return true;
  }

  /** The larger places to which a link belongs. */
  private List<Subject> places(int source, int target) {
    Subject everything = new Subject.Everything();
    Subject from = new Subject.OneNode(source);
    Subject to = new Subject.OneNode(target);
    int one = nodes.zone(source);
    int other = nodes.zone(target);
    return one == other || one == NodeStates.NO_ZONE || other == NodeStates.NO_ZONE
        ? List.of(everything, from, to)
        : List.of(
            everything,
            from,
            to,
            new Subject.WholeZone(one),
            new Subject.WholeZone(other),
            Subject.ZonePair.of(one, other));
  }

  private boolean isPossible(Cause cause, Subject wider) {
    LostConnections inside = inside(cause.subject(), wider);
    LostConnections all = places().getOrDefault(wider, new LostConnections());
    int links = all.links - inside.links;
    double expected = inside.perLink() * links;
    return links > 0
        && (expected < FEWEST_EXPECTED || all.lost - inside.lost > NOT_MUCH_LESS * expected);
  }

  /** What a subject and a place have in common: all of the subject, but for a node in two zones. */
  private LostConnections inside(Subject subject, Subject wider) {
    if (!(subject instanceof Subject.OneNode || subject instanceof Subject.NodePair)) {
      return places().getOrDefault(subject, new LostConnections());
    }
    LostConnections inside = new LostConnections();
    observed(subject)
        .forEach(observed -> {
          int source = observed.agent().node;
          for (int target : observed.cells().targets) {
            if (subject.direction(source, target, nodes) != Subject.NONE
                && wider.direction(source, target, nodes) != Subject.NONE
                && isMeasured(observed, target)) {
              inside.add(flows.of(observed.plane().code(), source, target));
            }
          }
        });
    return inside;
  }

  /** What is measured of a node, or of two. */
  private List<ObservedPlane> observed(Subject subject) {
    Set<@Nullable AgentMemory> agents = new LinkedHashSet<>();
    for (AgentKind kind : AgentKind.values()) {
      if (subject instanceof Subject.OneNode(int node)) {
        agents.add(nodes.agent(node, kind));
        agents.addAll(nodes.probers(node));
      } else if (subject instanceof Subject.NodePair(int first, int second)) {
        agents.add(nodes.agent(first, kind));
        agents.add(nodes.agent(second, kind));
      }
    }
    List<ObservedPlane> observed = new ArrayList<>();
    for (@Nullable AgentMemory agent : agents) {
      if (agent != null) {
        nodes.addObserved(agent, observed);
      }
    }
    return observed;
  }

  /** What is lost of each place that may be a cause. */
  private Map<Subject, LostConnections> places() {
    Map<Subject, LostConnections> known = places;
    if (known == null) {
      known = new HashMap<>();
      for (ObservedPlane observed : nodes.observedPlanes()) {
        int source = observed.agent().node;
        for (int target : observed.cells().targets) {
          if (isMeasured(observed, target)) {
            FlowCounts link = flows.of(observed.plane().code(), source, target);
            for (Subject place : places(source, target)) {
              known.computeIfAbsent(place, _ -> new LostConnections()).add(link);
            }
          }
        }
      }
      places = known;
    }
    return known;
  }

  private boolean isMeasured(ObservedPlane observed, int target) {
    return target != observed.agent().node && nodes.isExpected(target, observed.targets());
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
