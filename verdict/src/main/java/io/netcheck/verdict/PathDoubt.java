// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ProbeKind;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Holds back what may be the first sign of dead paths. A ping is always the same flow, so it is
 * lost at once where its path is dead; that connections are lost now and then, shows later.
 */
final class PathDoubt {
  private static final long SECOND = 1_000_000_000L;

  /** After this time it is known whether connections are lost beside a failure. */
  private static final long LOSSES_KNOWN = 9 * SECOND;

  /** After this time, dead paths that a link shows are known by their ports. */
  private static final long PORTS_KNOWN = 40 * SECOND;

  /** The first connections are lost this long before a probe is called down. */
  private static final long BEFORE = 2 * SECOND;

  /** A link that lost a connection so long before a failure loses them now and then. */
  private static final long EARLIER = 10 * SECOND;

  /** Single links on which probes fail, of which nobody blocks so many one by one. */
  private static final int PATCHES = 3;

  /** A larger share of links that lost a connection within seconds is not by chance. */
  private static final double MANY_LOSE = 0.3;

  /** The links of so many nodes are looked at, at most. */
  private static final int MOST_ENDS = 32;

  private static final String FLOWS = "whether some flows always get through";
  private static final String COMMON = "what the failing probes have in common";

  private final NodeStates nodes;
  private final FlowMemory flows;
  private final List<Draft> suspected;

  /**
   * @param suspected what may be some of several paths
   */
  PathDoubt(NodeStates nodes, FlowMemory flows, List<Draft> suspected) {
    this.nodes = nodes;
    this.flows = flows;
    this.suspected = suspected;
  }

  /** The drafts, of which some have to wait. */
  List<Draft> applied(List<Draft> hard) {
    boolean young = hard.stream().anyMatch(this::isYoung);
    Map<Integer, Integer> lossy = young ? flows.lossyByNode() : Map.of();
    Set<Draft> patches = patchwork(hard);
    return hard.stream()
        .map(draft -> {
          if (isSuspected(draft) || isAmongLossy(draft, lossy) || isFirstSign(draft)) {
            return draft.waitingFor(FLOWS);
          }
          return patches.contains(draft) ? draft.waitingFor(COMMON) : draft;
        })
        .toList();
  }

  private boolean isSuspected(Draft draft) {
    return suspected.stream().anyMatch(paths -> draft.failures().isWithin(paths.failures()));
  }

  /** Whether connections may be lost beside it, and that is not known yet. */
  private boolean isYoung(Draft draft) {
    return age(draft) < LOSSES_KNOWN;
  }

  private long age(Draft draft) {
    return nodes.nanos() - draft.failures().firstNanos();
  }

  /**
   * Probes that fail on several single links have something in common that is not the kind of
   * probe: it takes some time to see what.
   */
  private Set<Draft> patchwork(List<Draft> hard) {
    List<Draft> single =
        hard.stream().filter(draft -> isOfProbes(draft) && draft.failures().isOfOnePair()).toList();
    return single.size() < PATCHES
        ? Set.of()
        : single.stream().filter(draft -> age(draft) < PORTS_KNOWN).collect(Collectors.toSet());
  }

  /** Whether single probes fail, or their new flows, which a dead path of several does as well. */
  private static boolean isOfProbes(Draft draft) {
    return switch (draft.finding().kind()) {
      case PROBE_BLOCKED, NEW_FLOWS_FAILING -> true;
      default -> false;
    };
  }

  /**
   * Whether it is young, and about as many links of the same nodes are up, but lose several of
   * their connections.
   */
  private boolean isAmongLossy(Draft draft, Map<Integer, Integer> lossyByNode) {
    boolean links =
        draft.finding().kind() == FaultKind.LINK_DOWN
            || draft.finding().kind() == FaultKind.ZONE_PAIR_DOWN;
    if (lossyByNode.isEmpty() || !isYoung(draft) || (!links && !isOfProbes(draft))) {
      return false;
    }
    Set<Integer> ends = new HashSet<>();
    Set<Long> pairs = draft.failures().pairs();
    int around = 0;
    for (long pair : pairs) {
      ends.add(PairKey.first(pair));
      ends.add(PairKey.second(pair));
      if (!links && draft.finding().scope().contains(ProbeKind.TCP)) {
        // A probe that has just begun to fail is one of those.
        around -= 2 * flows.lossy(PairKey.first(pair), PairKey.second(pair));
      }
    }
    for (int end : ends) {
      around += lossyByNode.getOrDefault(end, 0);
    }
    return around > 1 && 2 * around >= pairs.size();
  }

  /**
   * Whether probes fail on a link that is up, and connections tell that it may be for some flows.
   */
  private boolean isFirstSign(Draft draft) {
    FaultScope scope = draft.finding().scope();
    if (draft.finding().kind() != FaultKind.PROBE_BLOCKED || scope.contains(ProbeKind.MTU)) {
      return false;
    }
    long first = draft.failures().firstNanos();
    if (scope.contains(ProbeKind.TCP)) {
      return isYoung(draft)
          && draft.failures().pairs().stream().anyMatch(pair -> losesSince(pair) < first - EARLIER);
    }
    return draft.failures().isOfOnePair()
        ? isYoung(draft)
            || (age(draft) < PORTS_KNOWN
                && draft.failures().pairs().stream()
                    .anyMatch(pair -> losesSince(pair) != FlowMemory.NEVER))
        : isYoung(draft) && loseConnections(draft);
  }

  private long losesSince(long pair) {
    return flows.losesSince(PairKey.first(pair), PairKey.second(pair));
  }

  private boolean loseConnections(Draft draft) {
    long first = draft.failures().firstNanos();
    int[] ends =
        draft.failures().pairs().stream()
            .flatMapToInt(pair -> IntStream.of(PairKey.first(pair), PairKey.second(pair)))
            .distinct()
            .limit(MOST_ENDS)
            .toArray();
    int links = 0;
    int losing = 0;
    for (int end : ends) {
      for (AgentKind kind : AgentKind.values()) {
        AgentMemory agent = nodes.agent(end, kind);
        if (agent != null && agent.saidNanos() >= first) {
          links += links(agent);
          losing += flows.losingSince(agent, first - BEFORE);
        }
      }
    }
    return losing > MANY_LOSE * links;
  }

  private static int links(AgentMemory agent) {
    int links = 0;
    for (Plane plane : Plane.ALL) {
      PlaneCells cells = agent.planes[plane.code()];
      links += cells == null ? 0 : cells.rows();
    }
    return links;
  }
}
