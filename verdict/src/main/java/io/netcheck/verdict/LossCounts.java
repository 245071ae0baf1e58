// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The packets that the mesh lost lately: of everything, of each node, of each pair of zones, and of
 * each pair of nodes that lost any. Probes {@code icmp} and {@code udp} count; {@code tcp} does
 * not, because the kernel may repeat a SYN, and {@code mtu} tests a size.
 *
 * <p>Links that are down do not count, unless they are known to lose many packets: they have a
 * cause of their own. A late heartbeat covers a time that is over. A refusal is an answer, and an
 * error of the local host never reached the network.
 */
@SuppressWarnings("EnumOrdinal") // numbers in memory, never stored or sent
final class LossCounts {
  private static final List<FailureReason> NOT_LOST =
      List.of(
          FailureReason.REFUSED,
          FailureReason.RESET,
          FailureReason.LOCAL,
          FailureReason.REJECTED,
          FailureReason.WRONG_PEER,
          FailureReason.NEW_FLOW);

  private static final int MOST_INTERVALS = 3;

  /**
   * A shorter window holds answers, but not yet the failures of the same time: these are known when
   * the wait for an answer is over.
   */
  private static final Duration LEAST_WINDOW = Duration.ofSeconds(2);

  /** A link that loses most packets is down and up in turn; one that is cut stays down. */
  private static final long LATELY = 25_000_000_000L;

  /** Less than this is left of a count that nobody needs any more. */
  private static final double NOTHING = 0.05;

  /** Pairs of nodes whose losses are remembered, at most. */
  private static final int MOST_PAIRS = 200_000;

  private static final int PLANES = Plane.ALL.size();

  /** Some links, by their plane and their ends. */
  @FunctionalInterface
  interface Links {
    boolean contain(int plane, int source, int target);
  }

  /** Is told what was sent and lost on a link, also while it is down. */
  @FunctionalInterface
  interface Listener {
    void sent(int source, int target, int sent, int lost);
  }

  /** Counts each packet twice: once for each of its nodes. */
  private LossCount all = new LossCount(0);

  /** Whether anything was counted. */
  private boolean begun;

  /** Packets that were sent and not lost, by node and plane, and not added to the counts yet. */
  private int[] pendingOfNodes = {};

  /** The same, by pair of zones. */
  private final Map<Long, int[]> pendingOfZones = new HashMap<>();

  private @Nullable LossCount[] nodes = {};
  private final Map<Long, LossCount> zonePairs = new HashMap<>();
  private final Map<Long, LossCount> pairs = new HashMap<>();

  /**
   * Counts a heartbeat.
   *
   * @param counts the links whose losses count
   * @param lossy whether a node is known to lose packets from another, so that a link that is down
   *     is no other cause
   * @param listener is told of every link in turn, unless the window of the heartbeat is too short
   *     to tell what was lost
   */
  void hear(
      AgentMemory agent,
      Observer heartbeat,
      NodeStates states,
      Links counts,
      BiPredicate<Integer, Integer> lossy,
      Listener listener) {
    Observer.Reporting reporting = heartbeat.reporting();
    if (agent.isStarved()
        || reporting.window().compareTo(reporting.interval().multipliedBy(MOST_INTERVALS)) > 0) {
      return;
    }
    boolean complete =
        !reporting.hasWindow()
            || reporting.window().compareTo(LEAST_WINDOW) >= 0
            || reporting.window().compareTo(reporting.interval()) >= 0;
    // One time for all counts, so that what is taken away later is what was added.
    long now = states.nanos();
    if (!begun) {
      begun = true;
      all = new LossCount(now);
    }
    for (PlaneResults plane : heartbeat.planes()) {
      hear(agent, plane, now, states, counts, lossy, complete ? listener : (_, _, _, _) -> {});
    }
  }

  private void hear(
      AgentMemory agent,
      PlaneResults results,
      long now,
      NodeStates states,
      Links counts,
      BiPredicate<Integer, Integer> lossy,
      Listener listener) {
    int plane = Plane.code(results.network(), results.family());
    PlaneCells cells = agent.planes[plane];
    if (cells == null) {
      return;
    }
    AgentKind kind = Plane.agents(results.network());
    ProbeColumn icmp = results.probes().get(ProbeKind.ICMP);
    ProbeColumn udp = results.probes().get(ProbeKind.UDP);
    for (int row = 0; row < cells.rows(); row++) {
      int target = cells.targets[row];
      if (target == agent.node || !states.isExpected(target, kind)) {
        continue;
      }
      boolean counted =
          states.isSettled(agent, target, kind) && counts.contain(plane, agent.node, target);
      boolean known = lossy.test(agent.node, target);
      long echoes = packets(icmp, cells, ProbeKind.ICMP, row, counted, known);
      long datagrams = packets(udp, cells, ProbeKind.UDP, row, counted, known);
      int lostEchoes = lost(echoes);
      int sent = sent(echoes) + sent(datagrams);
      if (sent > 0) {
        // A pause of the peer's process loses datagrams in a row, but no echo of its kernel.
        int lost =
            sent(echoes) == 0
                ? lost(datagrams)
                : lostEchoes + Math.min(lost(datagrams), lostEchoes + 1);
        add(
            agent.node,
            target,
            plane,
            new Packets(sent, lost, icmp == null ? lost : lostEchoes),
            now,
            states);
        listener.sent(agent.node, target, sent, lost);
      } else if (counted && cells.isDown(row)) {
        int unanswered = sent(icmp, row) + sent(udp, row);
        listener.sent(agent.node, target, unanswered, unanswered);
      }
    }
  }

  private static int sent(@Nullable ProbeColumn column, int row) {
    return column == null ? 0 : column.sent()[row];
  }

  /**
   * Packets of one link.
   *
   * @param lostEchoes of the lost ones, those that only a kernel had to answer
   */
  private record Packets(int sent, int lost, int lostEchoes) {}

  /**
   * What one kind of probe sent and lost on a link: two numbers in one, {@link #sent} and {@link
   * #lost}.
   */
  private static long packets(
      @Nullable ProbeColumn column,
      PlaneCells cells,
      ProbeKind kind,
      int row,
      boolean counted,
      boolean lossy) {
    ProbeCells known = cells.probes[kind.ordinal()];
    if (column == null || known == null || !known.worked[row] || !isLoss(column, row)) {
      return 0;
    }
    int sent = column.sent()[row];
    int lost = Math.min(column.failed()[row], sent);
    if (lost > 0 && (!counted || known.isBackAfter(row, LATELY))) {
      known.takeDeferred(row, 0);
      return 0;
    }
    if (lost > 0 && lost == sent && known.isDown(row) && !lossy) {
      known.defer(row, sent); // if it stays down, that has a cause of its own
      return 0;
    }
    int before = sent == 0 ? 0 : known.takeDeferred(row, counted ? LATELY : 0);
    return packets(sent + before, lost + before);
  }

  private static long packets(int sent, int lost) {
    return ((long) sent << 32) | lost;
  }

  private static int sent(long packets) {
    return (int) (packets >> 32);
  }

  private static int lost(long packets) {
    return (int) packets;
  }

  private static boolean isLoss(ProbeColumn column, int row) {
    if (column.failed()[row] > 0) {
      for (FailureReason reason : NOT_LOST) {
        if (column.reasons().getOrDefault(reason, List.of()).contains(row)) {
          return false;
        }
      }
    }
    return true;
  }

  private void add(
      int source, int target, int plane, Packets packets, long now, NodeStates states) {
    pend(source, plane, packets.sent);
    pend(target, plane, packets.sent);
    int from = states.zone(source);
    int to = states.zone(target);
    boolean zoned = from != to && from != NodeStates.NO_ZONE && to != NodeStates.NO_ZONE;
    if (zoned) {
      pendingOfZones.computeIfAbsent(PairKey.of(from, to), _ -> new int[PLANES])[plane] +=
          packets.sent;
    }
    LossCount pair = pairs.get(PairKey.of(source, target));
    if (pair == null && packets.lost > 0 && pairs.size() < MOST_PAIRS) {
      pair = new LossCount(now);
      pairs.put(PairKey.of(source, target), pair);
    }
    if (pair != null) {
      count(pair, plane, packets, now);
    }
    if (packets.lost > 0) {
      Packets lost = new Packets(0, packets.lost, packets.lostEchoes);
      count(all, plane, new Packets(0, 2 * lost.lost, 2 * lost.lostEchoes), now);
      count(node(source, now), plane, lost, now);
      count(node(target, now), plane, lost, now);
      if (zoned) {
        count(zones(PairKey.of(from, to), now), plane, lost, now);
      }
    }
  }

  private void pend(int node, int plane, int sent) {
    int at = node * PLANES + plane;
    if (at >= pendingOfNodes.length) {
      pendingOfNodes = Arrays.copyOf(pendingOfNodes, Math.max(at + PLANES, 2 * at));
    }
    pendingOfNodes[at] += sent;
  }

  private LossCount zones(long key, long now) {
    return zonePairs.computeIfAbsent(key, _ -> new LossCount(now));
  }

  private void addPending(long now) {
    for (int at = 0; at < pendingOfNodes.length; at++) {
      int sent = pendingOfNodes[at];
      if (sent > 0) {
        count(node(at / PLANES, now), at % PLANES, new Packets(sent, 0, 0), now);
        // Each packet is pending at both of its nodes.
        all.add(at % PLANES, sent, 0, 0, now);
        pendingOfNodes[at] = 0;
      }
    }
    pendingOfZones.forEach((key, byPlane) -> {
      for (int plane = 0; plane < PLANES; plane++) {
        if (byPlane[plane] > 0) {
          count(zones(key, now), plane, new Packets(byPlane[plane], 0, 0), now);
          byPlane[plane] = 0;
        }
      }
    });
  }

  private static void count(LossCount count, int plane, Packets packets, long now) {
    count.age(now);
    count.add(plane, packets.sent, packets.lost, packets.lostEchoes, now);
  }

  private LossCount node(int node, long now) {
    if (node >= nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(node + 1, 2 * nodes.length));
    }
    LossCount count = nodes[node];
    if (count == null) {
      count = new LossCount(now);
      nodes[node] = count;
    }
    return count;
  }

  /** Brings all counts to {@code now}, and drops what is forgotten. */
  void age(long now) {
    if (!begun) {
      return;
    }
    all.age(now);
    addPending(now);
    for (LossCount count : nodes) {
      if (count != null) {
        count.age(now);
      }
    }
    zonePairs.values().forEach(count -> count.age(now));
    for (Iterator<LossCount> each = pairs.values().iterator(); each.hasNext(); ) {
      LossCount count = each.next();
      count.age(now);
      if (count.lost(LossHorizon.COUNT - 1) < NOTHING) {
        each.remove();
      }
    }
  }

  /** Forgets the losses of these links, because they have another cause or have ended. */
  void forget(Links links, NodeStates states) {
    for (Iterator<Map.Entry<Long, LossCount>> each = pairs.entrySet().iterator();
        each.hasNext(); ) {
      Map.Entry<Long, LossCount> entry = each.next();
      int one = PairKey.first(entry.getKey());
      int other = PairKey.second(entry.getKey());
      LossCount pair = entry.getValue();
      if (!isAnyOf(links, one, other)) {
        continue;
      }
      LossCount part =
          pair.of(plane -> links.contain(plane, one, other) || links.contain(plane, other, one));
      remove(one, other, part, states);
      pair.remove(part);
      if (pair.lost(LossHorizon.COUNT - 1) == 0) {
        each.remove();
      }
    }
  }

  /** Whether a pair of nodes has any of these links, in whatever plane. */
  static boolean isAnyOf(Links links, int one, int other) {
    for (int plane = 0; plane < PLANES; plane++) {
      if (links.contain(plane, one, other) || links.contain(plane, other, one)) {
        return true;
      }
    }
    return false;
  }

  private void remove(int one, int other, LossCount pair, NodeStates states) {
    all.remove(pair);
    all.remove(pair);
    removeFrom(node(one), pair);
    removeFrom(node(other), pair);
    int from = states.zone(one);
    int to = states.zone(other);
    if (from != to && from != NodeStates.NO_ZONE && to != NodeStates.NO_ZONE) {
      removeFrom(zonePairs.get(PairKey.of(from, to)), pair);
    }
  }

  private static void removeFrom(@Nullable LossCount count, LossCount pair) {
    if (count != null) {
      count.remove(pair);
    }
  }

  /** The counts with those of some links taken away. */
  LossCounts without(Links links, NodeStates states) {
    LossCounts rest = new LossCounts();
    rest.copy(this);
    rest.forget(links, states);
    return rest;
  }

  private void copy(LossCounts other) {
    all.become(other.all);
    nodes = new @Nullable LossCount[other.nodes.length];
    for (int node = 0; node < nodes.length; node++) {
      LossCount count = other.nodes[node];
      nodes[node] = count == null ? null : count.copy();
    }
    other.zonePairs.forEach((key, count) -> zonePairs.put(key, count.copy()));
    other.pairs.forEach((key, count) -> pairs.put(key, count.copy()));
  }

  LossCount all() {
    return all;
  }

  @Nullable LossCount node(int node) {
    return node < nodes.length ? nodes[node] : null;
  }

  /** The count of a subject, if it has one. */
  @Nullable LossCount of(Subject subject) {
    return switch (subject) {
      case Subject.Everything _ -> all;
      case Subject.OneNode(int node) -> node(node);
      case Subject.ZonePair(int first, int second) -> zonePairs.get(PairKey.of(first, second));
      case Subject.NodePair(int first, int second) -> pairs.get(PairKey.of(first, second));
      default -> null;
    };
  }

  int nodes() {
    return nodes.length;
  }

  Map<Long, LossCount> zonePairs() {
    return zonePairs;
  }

  Map<Long, LossCount> pairs() {
    return pairs;
  }

  /** Whether anything was lost lately. */
  boolean isAnyLost() {
    return all.lost(LossHorizon.COUNT - 1) > 1;
  }
}
