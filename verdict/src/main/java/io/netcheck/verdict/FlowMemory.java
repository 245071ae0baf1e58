// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers what becomes of the flows of links that lose some of their connections. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays, never stored or sent
final class FlowMemory {
  /** A link that has lost nothing for so long is forgotten. */
  private static final long FORGOTTEN = 20_000_000_000L;

  private static final long PRUNE_EVERY = 5_000_000_000L;

  /** Links that are remembered, at most: where more lose something, it is not about paths. */
  private static final int MOST_LINKS = 50_000;

  static final long NEVER = Long.MAX_VALUE;

  /** By plane, then by link. */
  private final List<Map<Long, FlowCounts>> planes = new ArrayList<>();

  private int links;
  private long prunedNanos;

  FlowMemory() {
    Plane.ALL.forEach(_ -> planes.add(new HashMap<>()));
  }

  boolean isEmpty() {
    return links == 0;
  }

  /** Whether there may be links that lose something and are not known. */
  boolean isFull() {
    return links >= MOST_LINKS;
  }

  @Nullable FlowCounts of(int plane, int source, int target) {
    return planes.get(plane).get(PairKey.directed(source, target));
  }

  /** Receives links, one by one. */
  @FunctionalInterface
  interface LinkVisitor {
    void visit(int source, int target, long sinceNanos);
  }

  /** Visits the links of a plane that look as if some of their paths were dead. */
  void suspects(int plane, LinkVisitor visitor) {
    planes
        .get(plane)
        .forEach((link, counts) -> {
          if (counts.isSuspect()) {
            visitor.visit(PairKey.first(link), PairKey.second(link), counts.sinceNanos());
          }
        });
  }

  /** How many links of each node lose several of their connections, by node. */
  Map<Integer, Integer> lossyByNode() {
    Map<Integer, Integer> lossy = new HashMap<>();
    for (Map<Long, FlowCounts> counts : planes) {
      counts.forEach((link, flows) -> {
        if (flows.isLossy()) {
          lossy.merge(PairKey.first(link), 1, Integer::sum);
          lossy.merge(PairKey.second(link), 1, Integer::sum);
        }
      });
    }
    return lossy;
  }

  /** How many links of one node to another lose several of their connections. */
  int lossy(int source, int target) {
    int lossy = 0;
    for (Map<Long, FlowCounts> counts : planes) {
      FlowCounts flows = counts.get(PairKey.directed(source, target));
      lossy += flows != null && flows.isLossy() ? 1 : 0;
    }
    return lossy;
  }

  /** Since when a link of one node to another loses connections; {@link #NEVER} if it does not. */
  long losesSince(int source, int target) {
    long since = NEVER;
    for (Map<Long, FlowCounts> counts : planes) {
      FlowCounts flows = counts.get(PairKey.directed(source, target));
      if (flows != null && flows.lostConnections() > 0) {
        since = Math.min(since, flows.sinceNanos());
      }
    }
    return since;
  }

  /** How many links of an agent have lost a connection since {@code nanos}. */
  int losingSince(AgentMemory agent, long nanos) {
    int losing = 0;
    for (Plane plane : Plane.ALL) {
      PlaneCells cells = agent.planes[plane.code()];
      for (int row = 0; cells != null && row < cells.rows(); row++) {
        FlowCounts flows = of(plane.code(), agent.node, cells.targets[row]);
        losing +=
            flows != null && flows.lostConnections() > 0 && flows.lostConnectionNanos() >= nanos
                ? 1
                : 0;
      }
    }
    return losing;
  }

  /** Whether a link of one node to another looks as if some of its paths were dead. */
  boolean isSuspect(int source, int target) {
    for (Map<Long, FlowCounts> counts : planes) {
      FlowCounts flows = counts.get(PairKey.directed(source, target));
      if (flows != null && flows.isSuspect()) {
        return true;
      }
    }
    return false;
  }

  /** Takes in the last heartbeat of an agent. */
  void hear(AgentMemory agent, long nanos) {
    prune(nanos);
    if (agent.isStarved()) {
      return;
    }
    boolean complete = agent.last().reporting().isComplete();
    for (PlaneResults results : agent.last().planes()) {
      int plane = Plane.code(results.network(), results.family());
      PlaneCells cells = agent.planes[plane];
      ProbeColumn tcp = results.probes().get(ProbeKind.TCP);
      if (cells != null && tcp != null) {
        for (int row = 0; row < cells.rows(); row++) {
          hear(agent.node, plane, cells, results, tcp, row, nanos, complete);
        }
      }
    }
  }

  private void hear(
      int source,
      int plane,
      PlaneCells cells,
      PlaneResults results,
      ProbeColumn tcp,
      int row,
      long nanos,
      boolean complete) {
    Map<Long, FlowCounts> counts = planes.get(plane);
    long key = PairKey.directed(source, cells.targets[row]);
    FlowCounts link = counts.get(key);
    // Most links lose nothing, so this comes first.
    if (link == null && (tcp.failed()[row] == 0 || isFull())) {
      return;
    }
    if (isTold(results, row) || cells.isToldWhy(row)) {
      links -= counts.remove(key) == null ? 0 : 1;
      return;
    }
    boolean first = false;
    if (link == null || link.isOnset(tcp.sent()[row], lost(tcp, row))) {
      first = true;
      links += link == null ? 1 : 0;
      link = new FlowCounts(nanos);
      counts.put(key, link);
    }
    link.begin(nanos, results.up()[row] == LinkState.UP.code(), complete);
    link.addConnections(tcp.sent()[row], lost(tcp, row));
    ProbeColumn icmp = results.probes().get(ProbeKind.ICMP);
    if (icmp != null && counts(icmp, cells, ProbeKind.ICMP, row, first)) {
      link.addPings(icmp.sent()[row], lost(icmp, row));
    }
    ProbeColumn udp = results.probes().get(ProbeKind.UDP);
    if (udp != null && counts(udp, cells, ProbeKind.UDP, row, first)) {
      link.addDatagrams(udp.sent()[row], lost(udp, row));
    }
  }

  /**
   * What never worked is filtered; and the window of the first loss may reach back to before it, or
   * end before the loss is known.
   */
  private static boolean counts(
      ProbeColumn column, PlaneCells cells, ProbeKind kind, int row, boolean first) {
    ProbeCells known = cells.probes[kind.ordinal()];
    return known != null
        && known.worked[row]
        && !(first && column.failed()[row] < column.sent()[row]);
  }

  private static int lost(ProbeColumn column, int row) {
    return Math.min(column.failed()[row], column.sent()[row]);
  }

  /** Whether a failure has another reason than that nothing came back. */
  private static boolean isTold(PlaneResults results, int row) {
    for (ProbeColumn column : results.probes().values()) {
      if (column.failed()[row] > 0
          && column.reasons().entrySet().stream()
              .anyMatch(entry ->
                  entry.getKey() != FailureReason.TIMEOUT && entry.getValue().contains(row))) {
        return true;
      }
    }
    return false;
  }

  private void prune(long nanos) {
    if (nanos - prunedNanos < PRUNE_EVERY || links == 0) {
      return;
    }
    prunedNanos = nanos;
    links = 0;
    for (Map<Long, FlowCounts> counts : planes) {
      counts.values().removeIf(link -> nanos - link.lostNanos() > FORGOTTEN);
      links += counts.size();
    }
  }
}
