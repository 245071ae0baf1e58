// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the cheapest set of causes for failing results. Every cause has a price, in nats: the
 * larger its subject, the rarer. A pair of nodes that fails and has no larger cause is a cause of
 * its own. A pair that works although a cause covers it makes that cause dearer.
 *
 * <p>The search takes the cause that saves most, then the next for what is left. A cause that is
 * contradicted, or that leaves something, is then tried without: if another set is cheaper, that
 * one is taken.
 */
final class CoverSearch {
  /** The price of a cause for one pair of nodes. */
  static final double PAIR = 6;

  /** A node that is known to be down is still down: what fails besides has another cause. */
  static final double KNOWN_NODE = 2;

  static final double NODE = 7;
  static final double ZONES = 8;
  static final double WHOLE_ZONE = 8.5;
  static final double EVERYTHING = 8;
  static final double PART = 9;

  /** A pair that works since the cause began: one hard fault in 3,000 lets a pair work. */
  private static final double AGAINST = 8;

  /** A pair that has not reported since: one early heartbeat in 30 is lost or late. */
  private static final double PENDING = 3.5;

  /** A silent agent would otherwise need a cause of its own. */
  private static final double SILENT = 5;

  /** More working pairs than this share refute a cause in a layer. */
  private static final double MOST_WORKING = 0.2;

  private static final int MOST_CONSIDERED = 20;

  /** Causes that the search tries to do without; each try is another search. */
  private static final int MOST_TRIES = 10;

  private final int layers;
  private final LinkCells.Gathered cells;
  private final CellList failing;
  private final CellList working;
  private final NodeStates nodes;
  private final List<Subject> parts;
  private final BitSet downNodes;

  /** A result of a source that was heard before this does not count against a cause. */
  private final long confirmedFrom;

  private @Nullable List<Cause> first;

  CoverSearch(
      int layers,
      LinkCells.Gathered cells,
      long confirmedFrom,
      NodeStates nodes,
      List<Subject> parts) {
    this(layers, cells, confirmedFrom, nodes, parts, new BitSet());
  }

  /**
   * @param layers how many; a result belongs to one
   * @param parts candidates for parts of a split
   * @param downNodes nodes that are known to be down
   */
  CoverSearch(
      int layers,
      LinkCells.Gathered cells,
      long confirmedFrom,
      NodeStates nodes,
      List<Subject> parts,
      BitSet downNodes) {
    this.layers = layers;
    this.cells = cells;
    failing = cells.failing;
    working = cells.working;
    this.confirmedFrom = confirmedFrom;
    this.nodes = nodes;
    this.parts = parts;
    this.downNodes = downNodes;
  }

  /** The causes, the one that explains most first. */
  List<Cause> causes() {
    Solution best = solve(Set.of());
    Set<Subject> banned = new HashSet<>();
    int tries = 0;
    for (boolean better = true; better; ) {
      better = false;
      for (Cause cause : best.causes) {
        if ((best.causes.size() > 1
                || cause.against() + cause.pending() > 0
                || !cause.isDirected(Subject.FORWARD))
            && !(cause.subject() instanceof Subject.NodePair)
            && tries < MOST_TRIES
            && banned.add(cause.subject())) {
          tries++;
          Solution without = solve(banned);
          if (without.cost < best.cost - 1e-9) {
            best = without;
            better = true;
            break;
          }
          banned.remove(cause.subject());
        }
      }
    }
    return best.causes;
  }

  /** What was weighed, best first, and whether it is among the {@code chosen} causes. */
  List<Judgement.Candidate> considered(List<Cause> chosen) {
    Set<Subject> subjects = new HashSet<>();
    chosen.forEach(cause -> subjects.add(cause.subject()));
    return first().stream()
        .limit(MOST_CONSIDERED)
        .map(cause ->
            new Judgement.Candidate(
                Wording.subject(cause, nodes),
                cause.pairs(),
                cause.against(),
                cause.gain(),
                subjects.contains(cause.subject())
                    ? "named"
                    : "not named: other causes explain its failures for less"))
        .toList();
  }

  private record Solution(List<Cause> causes, double cost) {}

  private Solution solve(Set<Subject> banned) {
    boolean[] explained = new boolean[failing.size()];
    boolean[] covered = new boolean[working.size()];
    List<Cause> chosen = new ArrayList<>();
    double cost = 0;
    List<Cause> scored = first();
    // Working results only matter as long as something is not explained.
    while (isAnyLeft(explained)) {
      List<Cause> taken = new ArrayList<>();
      for (Cause cause : scored) {
        boolean free = !banned.contains(cause.subject());
        for (int cell : cause.cells()) {
          free &= !explained[cell];
        }
        if (free) {
          for (int cell : cause.cells()) {
            explained[cell] = true;
          }
          taken.add(cause);
          cost += price(cause.subject()) + against(cause);
        }
      }
      if (taken.isEmpty()) {
        break;
      }
      chosen.addAll(taken);
      if (isAnyLeft(explained)) {
        cover(taken, covered);
        scored = scored(explained, covered);
      }
    }
    List<Cause> pairs = pairs(explained);
    chosen.addAll(pairs);
    cost += PAIR * pairs.size() + SILENT * unexplainedSilence(chosen);
    return new Solution(chosen, cost);
  }

  /** What may be a cause while nothing is explained: the same for every search. */
  private List<Cause> first() {
    List<Cause> known = first;
    if (known == null) {
      known = scored(new boolean[failing.size()], new boolean[working.size()]);
      first = known;
    }
    return known;
  }

  /** What may be a cause of what is not explained yet, the one that saves most first. */
  private List<Cause> scored(boolean[] explained, boolean[] covered) {
    List<Cause> scored = new ArrayList<>();
    for (CauseTally tally : tallies(explained, covered)) {
      Cause cause = weigh(tally);
      if (cause.gain() > 0) {
        scored.add(cause);
      }
    }
    scored.sort(Comparator.comparingDouble(Cause::gain).reversed());
    return scored;
  }

  private static boolean isAnyLeft(boolean[] explained) {
    for (boolean cell : explained) {
      if (!cell) {
        return true;
      }
    }
    return false;
  }

  /** Marks the working cells that one of these causes covers. */
  private void cover(List<Cause> taken, boolean[] covered) {
    // There can be as many causes of single nodes as there are nodes, but few others.
    @Nullable Cause[] ofNode = new @Nullable Cause[nodes.size()];
    List<Cause> larger = new ArrayList<>();
    for (Cause cause : taken) {
      if (cause.subject() instanceof Subject.OneNode(int node)) {
        ofNode[node] = cause;
      } else {
        larger.add(cause);
      }
    }
    for (int cell = 0; cell < working.size(); cell++) {
      covered[cell] =
          covered[cell]
              || covers(ofNode[working.target(cell)], cell)
              || covers(ofNode[working.source(cell)], cell);
      for (int i = 0; i < larger.size() && !covered[cell]; i++) {
        covered[cell] = covers(larger.get(i), cell);
      }
    }
  }

  private boolean covers(@Nullable Cause cause, int cell) {
    return cause != null
        && cause.covers(working.layer(cell), working.source(cell), working.target(cell), nodes);
  }

  /** Silent nodes that fail from outside, and that no chosen cause makes unreachable. */
  private int unexplainedSilence(List<Cause> chosen) {
    BitSet silent = new BitSet();
    for (int cell = 0; cell < failing.size(); cell++) {
      int target = failing.target(cell);
      if (!silent.get(target) && nodes.isOverdue(target)) {
        silent.set(target);
      }
    }
    for (Cause cause : chosen) {
      if (!(cause.subject() instanceof Subject.NodePair)) {
        for (int cell : cause.cells()) {
          int source = failing.source(cell);
          int target = failing.target(cell);
          if (!(cause.subject() instanceof Subject.OneNode)
              || cause.subject().direction(source, target, nodes) == Subject.FORWARD) {
            silent.clear(target);
          }
        }
      }
    }
    return silent.cardinality();
  }

  private List<CauseTally> tallies(boolean[] explained, boolean[] covered) {
    CauseTallies tallies = new CauseTallies(layers, cells, confirmedFrom, nodes, parts);
    for (int cell = 0; cell < failing.size(); cell++) {
      if (!explained[cell]) {
        tallies.addFailing(cell);
      }
    }
    for (int cell = 0; cell < working.size(); cell++) {
      if (!covered[cell]) {
        tallies.addWorking(cell);
      }
    }
    for (int cell = 0; cell < cells.worked.size(); cell++) {
      tallies.addWorked(cell);
    }
    return tallies.all();
  }

  /**
   * With so many working results in one layer and direction, a cause is refuted there, however many
   * more there are.
   */
  static int refuting(int fails) {
    return (int) (fails * MOST_WORKING / (1 - MOST_WORKING)) + 2;
  }

  private Cause weigh(CauseTally tally) {
    BitSet slots = new BitSet();
    int against = 0;
    int pending = 0;
    double worst = 0;
    for (int slot = 0; slot < tally.fails.length; slot++) {
      int fails = tally.fails[slot];
      double dearer = AGAINST * tally.works[slot] + PENDING * tally.pending[slot];
      if (fails > 0
          && dearer < PAIR * fails
          && tally.works[slot] <= MOST_WORKING * (fails + tally.works[slot])) {
        slots.set(slot);
        if (dearer >= worst) {
          worst = dearer;
          against = tally.works[slot];
          pending = tally.pending[slot];
        }
      }
    }
    int[] failures = tally.cells();
    int count = 0;
    for (int cell : failures) {
      int direction = tally.subject.direction(failing.source(cell), failing.target(cell), nodes);
      if (slots.get(Cause.slot(failing.layer(cell), direction))) {
        failures[count++] = cell;
      }
    }
    failures = Arrays.copyOf(failures, count);
    int pairs = countPairs(failures);
    double gain = PAIR * pairs + silence(tally.subject, failures) - price(tally.subject) - worst;
    return new Cause(
        tally.subject,
        slots,
        failures,
        pairs,
        against,
        pending,
        isLargeEnough(tally.subject, pairs, failures) ? gain : 0);
  }

  private boolean isLargeEnough(Subject subject, int pairs, int[] cells) {
    return switch (subject) {
      case Subject.Everything _ -> nodes.known() > 2 && pairs > 2;
      case Subject.WholeZone(int zone) -> pairs > 1 && nodes.zoneSize(zone) > 1;
      case Subject.ZonePair _, Subject.Part _ -> pairs > 1;
      case Subject.OneNode one -> pairs > 1 || (pairs > 0 && silence(one, cells) > 0);
      case Subject.NodePair _ -> true;
    };
  }

  /** What the silence of agents adds: a cause that makes nodes unreachable explains it too. */
  private double silence(Subject subject, int[] cells) {
    BitSet silent = new BitSet();
    for (int cell : cells) {
      int target = failing.target(cell);
      if (nodes.isOverdue(target)
          && (!(subject instanceof Subject.OneNode)
              || subject.direction(failing.source(cell), target, nodes) == Subject.FORWARD)) {
        silent.set(target);
      }
    }
    return subject instanceof Subject.Everything ? 0 : SILENT * silent.cardinality();
  }

  private int countPairs(int[] cells) {
    long[] keys = new long[cells.length];
    for (int i = 0; i < cells.length; i++) {
      keys[i] = key(cells[i]);
    }
    Arrays.sort(keys);
    int pairs = 0;
    for (int i = 0; i < keys.length; i++) {
      if (i == 0 || keys[i] != keys[i - 1]) {
        pairs++;
      }
    }
    return pairs;
  }

  private long key(int cell) {
    return PairKey.of(failing.source(cell), failing.target(cell));
  }

  private double price(Subject subject) {
    return switch (subject) {
      case Subject.Everything _ -> EVERYTHING;
      case Subject.WholeZone _ -> WHOLE_ZONE;
      case Subject.ZonePair _ -> ZONES;
      case Subject.OneNode(int node) -> downNodes.get(node) ? KNOWN_NODE : NODE;
      case Subject.NodePair _ -> PAIR;
      case Subject.Part _ -> PART;
    };
  }

  private static double against(Cause cause) {
    return AGAINST * cause.against() + PENDING * cause.pending();
  }

  /** One cause for each pair of nodes that nothing larger explains. */
  private List<Cause> pairs(boolean[] explained) {
    Map<Long, List<Integer>> byPair = new LinkedHashMap<>();
    for (int cell = 0; cell < failing.size(); cell++) {
      if (!explained[cell]) {
        byPair.computeIfAbsent(key(cell), _ -> new ArrayList<>()).add(cell);
      }
    }
    List<Cause> causes = new ArrayList<>();
    for (List<Integer> cells : byPair.values()) {
      int any = cells.getFirst();
      Subject pair = Subject.NodePair.of(failing.source(any), failing.target(any));
      BitSet slots = new BitSet();
      for (int cell : cells) {
        slots.set(
            Cause.slot(
                failing.layer(cell),
                pair.direction(failing.source(cell), failing.target(cell), nodes)));
      }
      causes.add(
          new Cause(pair, slots, cells.stream().mapToInt(Integer::intValue).toArray(), 1, 0, 0, 0));
    }
    return causes;
  }
}
