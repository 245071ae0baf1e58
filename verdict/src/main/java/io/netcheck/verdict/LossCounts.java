// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The packets that the mesh lost lately: of everything, of each node, of each pair of zones, and of
 * each pair of nodes that lost any. {@link LossIntake} tells which packets count.
 */
final class LossCounts {
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

  /** Counts each packet twice: once for each of its nodes. */
  private LossCount all = LossCount.ofMany(0);

  private final LossDecay decay = new LossDecay();

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
   * Packets of one link.
   *
   * @param lostEchoes of the lost ones, those that only a kernel had to answer
   * @param lostAgain of the lost ones, those on a link that lost some in the window before too
   */
  record Packets(int sent, int lost, int lostEchoes, int lostAgain) {
    static Packets sent(int sent) {
      return new Packets(sent, 0, 0, 0);
    }
  }

  /** Must be called before the first packets are added. */
  void begin(long now) {
    if (!begun) {
      begun = true;
      all = LossCount.ofMany(now);
    }
  }

  /** Adds packets of a link. */
  void add(int source, int target, int plane, Packets packets, long now, NodeStates states) {
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
      pair = LossCount.ofPair(now);
      pairs.put(PairKey.of(source, target), pair);
    }
    if (pair != null) {
      count(pair, plane, packets, now);
    }
    if (packets.lost > 0) {
      Packets lost = new Packets(0, packets.lost, packets.lostEchoes, packets.lostAgain);
      count(
          all, plane, new Packets(0, 2 * lost.lost, 2 * lost.lostEchoes, 2 * lost.lostAgain), now);
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
    return zonePairs.computeIfAbsent(key, _ -> LossCount.ofMany(now));
  }

  private void addPending(long now) {
    for (int at = 0; at < pendingOfNodes.length; at++) {
      int sent = pendingOfNodes[at];
      if (sent > 0) {
        count(node(at / PLANES, now), at % PLANES, Packets.sent(sent), now);
        // Each packet is pending at both of its nodes.
        all.add(at % PLANES, Packets.sent(sent), now);
        pendingOfNodes[at] = 0;
      }
    }
    pendingOfZones.forEach((key, byPlane) -> {
      for (int plane = 0; plane < PLANES; plane++) {
        if (byPlane[plane] > 0) {
          count(zones(key, now), plane, Packets.sent(byPlane[plane]), now);
          byPlane[plane] = 0;
        }
      }
    });
  }

  private void count(LossCount count, int plane, Packets packets, long now) {
    count.age(now, decay);
    count.add(plane, packets, now);
  }

  private LossCount node(int node, long now) {
    if (node >= nodes.length) {
      nodes = Arrays.copyOf(nodes, Math.max(node + 1, 2 * nodes.length));
    }
    LossCount count = nodes[node];
    if (count == null) {
      count = LossCount.ofMany(now);
      nodes[node] = count;
    }
    return count;
  }

  /** Brings all counts to {@code now}, and drops what is forgotten. */
  void age(long now) {
    if (!begun) {
      return;
    }
    all.age(now, decay);
    addPending(now);
    for (LossCount count : nodes) {
      if (count != null) {
        count.age(now, decay);
      }
    }
    zonePairs.values().forEach(count -> count.age(now, decay));
    for (Iterator<LossCount> each = pairs.values().iterator(); each.hasNext(); ) {
      LossCount count = each.next();
      count.age(now, decay);
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

  /** Forgets what was counted under numbers that mean something else from now on. */
  void forget(EngineMemory.Forgotten forgotten) {
    for (int node = forgotten.nodes().nextSetBit(0);
        node >= 0 && node < nodes.length;
        node = forgotten.nodes().nextSetBit(node + 1)) {
      nodes[node] = null;
    }
    pairs.keySet().removeIf(pair -> isAnyOf(forgotten.nodes(), pair));
    zonePairs.keySet().removeIf(pair -> isAnyOf(forgotten.zones(), pair));
    pendingOfZones.keySet().removeIf(pair -> isAnyOf(forgotten.zones(), pair));
  }

  private static boolean isAnyOf(BitSet numbers, long pair) {
    return numbers.get(PairKey.first(pair)) || numbers.get(PairKey.second(pair));
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

  /** The counts with those of some links taken away; to be read, because they share the others. */
  LossCounts without(Links links, NodeStates states) {
    LossCounts rest = new LossCounts();
    rest.all.become(all);
    rest.nodes = nodes.clone();
    zonePairs.forEach(rest.zonePairs::put);
    pairs.forEach(rest.pairs::put);
    pairs.forEach((key, pair) -> {
      int one = PairKey.first(key);
      int other = PairKey.second(key);
      if (isAnyOf(links, one, other)) {
        rest.pairs.put(key, pair.copy());
        rest.own(this, one);
        rest.own(this, other);
        rest.ownZones(this, PairKey.of(states.zone(one), states.zone(other)));
      }
    });
    rest.forget(links, states);
    return rest;
  }

  /** Copies the count of a node, unless it is a copy already. */
  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  private void own(LossCounts shared, int node) {
    LossCount count = node(node);
    if (count != null && count == shared.nodes[node]) {
      nodes[node] = count.copy();
    }
  }

  /** Copies the count of a pair of zones, unless it is a copy already. */
  @SuppressWarnings("ReferenceEquality") // the same object, not an equal one
  private void ownZones(LossCounts shared, long pair) {
    zonePairs.computeIfPresent(
        pair, (_, count) -> count == shared.zonePairs.get(pair) ? count.copy() : count);
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
