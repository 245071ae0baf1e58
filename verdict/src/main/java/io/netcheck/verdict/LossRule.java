// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Names what loses packets without being down, and remembers it until the loss has ended. Also
 * tells whether a link that is down may be so by chance, because it loses many packets.
 */
final class LossRule {
  /** From this share on, a node or more is as good as down. */
  private static final double CRITICAL = 0.5;

  /** A plane with less than this share of the expected losses has none. */
  private static final double NOT_HERE = 0.25;

  private static final double ENOUGH_EXPECTED = 20;

  /** A link that may be down by chance is a fault if chance makes it so once in a million. */
  private static final double CHANCE = 16;

  /** The same for a pair of nodes, of which there are many, so that it happens once in years. */
  private static final double CHANCE_OF_PAIRS = 25;

  /** An answer would be reported within this time. */
  private static final double TO_TELL = 1.5;

  private static final double LEAST_USUAL = 1e-3;
  private static final double LEAST_LOSS = 0.05;
  private static final double SECOND = 1e9;

  /** A link is reported as down after this time without an answer. */
  private static final double DOWN_AFTER = 3;

  /** While a failure is young, other links of the same nodes may still be about to fail. */
  private static final long YOUNG = 8_000_000_000L;

  private static final double MUCH_LOSS = 0.15;
  private static final double MOST_LOSS = 0.4;

  /** Horizons of 3 s, 10 s and a minute. */
  private static final int LATEST = 0;

  private static final int RECENT = 1;

  private static final int MINUTE = 2;

  private final LossCounts counts = new LossCounts();
  private final Map<Subject, LastingLoss> lasting = new LinkedHashMap<>();

  /**
   * Counts a heartbeat.
   *
   * @param counted whether the losses from one node to another count
   */
  void hear(AgentMemory agent, NodeStates nodes, BiPredicate<Integer, Integer> counted) {
    counts.hear(
        agent,
        agent.last(),
        nodes,
        counted,
        (source, target, sent, lost) -> {
          for (LastingLoss loss : lasting.values()) {
            if (loss.cause().subject().direction(source, target, nodes) != Subject.NONE) {
              loss.add(sent, lost);
            }
          }
        });
  }

  void age(long nanos) {
    counts.age(nanos);
  }

  /** Whether there is nothing to find and nothing to end. */
  boolean isIdle() {
    return lasting.isEmpty() && !counts.isAnyLost();
  }

  List<Draft> drafts(NodeStates nodes, Set<Plane> inUse) {
    end(nodes);
    if (counts.isAnyLost()) {
      List<LossCause> found = new LossSearch(counts, nodes).causes();
      for (LossCause cause : found) {
        lasting
            .computeIfAbsent(cause.subject(), _ -> new LastingLoss(cause, nodes.nanos()))
            .update(cause);
      }
      if (!found.isEmpty()) {
        // What looked like a loss everywhere was that of a few.
        lasting
            .keySet()
            .removeIf(subject ->
                subject instanceof Subject.Everything
                    && found.stream().noneMatch(cause -> cause.subject().equals(subject)));
      }
    }
    List<Draft> drafts = new ArrayList<>();
    List<LossCause> causes = lasting.values().stream().map(LastingLoss::cause).toList();
    for (LossCause cause : causes) {
      if (causes.stream().noneMatch(other -> isInside(cause, other, nodes))) {
        drafts.add(Draft.certain(finding(cause, nodes, inUse)));
      }
    }
    return drafts;
  }

  /** Forgets losses whose links have another cause. */
  void forget(BiPredicate<Integer, Integer> covers, NodeStates nodes) {
    lasting
        .keySet()
        .removeIf(subject -> {
          LossCount before = count(subject);
          return before != null && isMostly(subject, covers, before.lost(RECENT), nodes);
        });
    counts.forget(covers, nodes);
  }

  /** Forgets everything, because everything has another cause. */
  void forgetAll(NodeStates nodes) {
    lasting.clear();
    counts.forget((_, _) -> true, nodes);
  }

  /** Whether at least half of the recent losses of a subject are on the covered links. */
  private boolean isMostly(
      Subject subject, BiPredicate<Integer, Integer> covers, double lost, NodeStates nodes) {
    double covered = 0;
    for (Map.Entry<Long, LossCount> pair : counts.pairs().entrySet()) {
      int one = (int) (pair.getKey() >> 32);
      int other = (int) (long) pair.getKey();
      if (subject.direction(one, other, nodes) != Subject.NONE
          && (covers.test(one, other) || covers.test(other, one))) {
        covered += pair.getValue().lost(RECENT);
      }
    }
    return 2 * covered >= (subject instanceof Subject.Everything ? lost / 2 : lost);
  }

  private void end(NodeStates nodes) {
    List<Subject> ended =
        lasting.values().stream()
            .filter(loss -> loss.hasEnded(recent(loss.cause().subject())))
            .map(loss -> loss.cause().subject())
            .toList();
    for (Subject subject : ended) {
      lasting.remove(subject);
      counts.forget(LossSearch.covers(subject, nodes), nodes);
    }
  }

  private double recent(Subject subject) {
    LossCount count = count(subject);
    return count == null ? 0 : count.sent(RECENT);
  }

  private @Nullable LossCount count(Subject subject) {
    return switch (subject) {
      case Subject.Everything _ -> counts.all();
      case Subject.OneNode(int node) -> counts.node(node);
      case Subject.ZonePair(int first, int second) ->
          counts.zonePairs().get(LossCounts.key(first, second));
      case Subject.NodePair(int first, int second) ->
          counts.pairs().get(LossCounts.key(first, second));
      default -> null;
    };
  }

  /** Whether most losses of a cause are on links of another one that explains more. */
  private boolean isInside(LossCause cause, LossCause other, NodeStates nodes) {
    if (cause.subject().equals(other.subject())
        || other.score() < cause.score()
        || other.subject() instanceof Subject.Everything
        || (cause.subject() instanceof Subject.NodePair && cause.rate() > 2 * other.rate())) {
      return false;
    }
    LossCount count = count(cause.subject());
    return count != null
        && isMostly(
            cause.subject(), LossSearch.covers(other.subject(), nodes), count.lost(RECENT), nodes);
  }

  private Finding finding(LossCause cause, NodeStates nodes, Set<Plane> inUse) {
    Cause both = Wording.bothWays(cause.subject());
    boolean pair = cause.subject() instanceof Subject.NodePair;
    FaultSeverity severity =
        cause.rate() >= CRITICAL && !pair ? FaultSeverity.CRITICAL : FaultSeverity.WARNING;
    return new Finding(
        FaultKind.PACKET_LOSS,
        severity,
        Wording.subject(both, nodes),
        Wording.scope(planes(cause, inUse), inUse, FaultScope.ALL),
        Wording.place(both, nodes),
        cause.rate(),
        0,
        List.of(
            String.format(
                Locale.ROOT,
                "%s of the packets are lost; over some time, %,d of %,d",
                percent(cause.rate()),
                Math.round(cause.lost()),
                Math.round(cause.sent())),
            "everything else loses " + percent(cause.usual())),
        List.of(),
        0.97,
        cause.subject() instanceof Subject.Everything
            ? "Look for overload of what all links share: an uplink, a tunnel, a CPU that forwards."
            : "Look at the error and drop counters of the interfaces and switch ports on these"
                + " links.");
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, share < 0.01 ? "%.2f %%" : "%.1f %%", 100 * share);
  }

  /** The planes that show the loss, or that have too few packets to tell. */
  private Set<Plane> planes(LossCause cause, Set<Plane> inUse) {
    LossCount count = count(cause.subject());
    Set<Plane> planes = new LinkedHashSet<>();
    for (Plane plane : inUse) {
      double expected =
          count == null ? 0 : count.sent(cause.horizon(), plane.code()) * cause.rate();
      if (count == null
          || expected < ENOUGH_EXPECTED
          || count.lost(cause.horizon(), plane.code()) > NOT_HERE * expected) {
        planes.add(plane);
      }
    }
    return planes.isEmpty() ? inUse : planes;
  }

  /**
   * Whether so many results in a row can fail by chance, given what these links usually lose.
   *
   * @param links whether the results are those of links, or of single probes
   */
  boolean canBeChance(Cause cause, CellList failing, boolean links, NodeStates nodes) {
    if (isPartOfLoss(cause.subject(), nodes)) {
      return true;
    }
    boolean young = nodes.nanos() - cause.firstNanos(failing) < YOUNG;
    if (cause.subject() instanceof Subject.NodePair(int first, int second)) {
      double latest = Math.max(others(first, second, LATEST), others(second, first, LATEST));
      double recent = Math.max(others(first, second, RECENT), others(second, first, RECENT));
      if ((young && latest > MUCH_LOSS) || recent > MOST_LOSS) {
        return true; // it is more than this link
      }
    } else if (cause.subject() instanceof Subject.OneNode(int node)) {
      LossCount count = counts.node(node);
      boolean lossy = count != null && count.rate(LATEST) > MUCH_LOSS;
      boolean answered = count != null && count.sent(RECENT) - count.lost(RECENT) > 1;
      LastingLoss known = lasting.get(cause.subject());
      if (lossy && known != null && known.ageNanos(nodes.nanos()) > YOUNG && answered) {
        return true; // some packets get through
      }
      if (cause.against() == 0) {
        return false;
      }
      if (lossy && young) {
        return true;
      }
    } else {
      return false;
    }
    boolean pair = cause.subject() instanceof Subject.NodePair;
    double usual = Math.max(LEAST_USUAL, counts.all().rate(MINUTE));
    double unlikely = 0;
    for (int cell : cause.cells()) {
      double loss = Math.max(usual, loss(failing.source(cell), failing.target(cell), nodes));
      if ((!pair && loss < LEAST_LOSS) || (!links && !isTimeout(failing, cell, nodes))) {
        return false;
      }
      double since = (nodes.nanos() - failing.nanos(cell)) / SECOND;
      double seconds = DOWN_AFTER + Math.max(0, since - TO_TELL);
      unlikely -=
          (links ? probes(failing, cell, nodes) : 1) * seconds * Math.log(Math.min(loss, 0.97));
      if (unlikely > (pair ? CHANCE_OF_PAIRS : CHANCE)) {
        return false;
      }
    }
    return true;
  }

  /** Whether a single probe just gets no answer: any other reason is no chance. */
  private static boolean isTimeout(CellList failing, int cell, NodeStates nodes) {
    int layer = failing.layer(cell);
    Plane plane = Plane.ALL.get(layer / PlaneCells.KINDS.length);
    AgentMemory agent = nodes.agent(failing.source(cell), Plane.agents(plane.network()));
    PlaneCells cells = agent == null ? null : agent.planes[plane.code()];
    ProbeCells column = cells == null ? null : cells.probes[layer % PlaneCells.KINDS.length];
    return column == null || column.reason(failing.row(cell)) == FailureReason.TIMEOUT;
  }

  /** Whether a larger subject that loses most packets covers it. */
  private boolean isPartOfLoss(Subject subject, NodeStates nodes) {
    return subject instanceof Subject.NodePair(int first, int second)
        && lasting.values().stream()
            .map(LastingLoss::cause)
            .anyMatch(loss ->
                loss.rate() >= MUCH_LOSS
                    && !(loss.subject() instanceof Subject.NodePair)
                    && loss.subject().direction(first, second, nodes) != Subject.NONE);
  }

  /** How many kinds of probe are used on a link. */
  private static int probes(CellList failing, int cell, NodeStates nodes) {
    Plane plane = Plane.ALL.get(failing.layer(cell));
    AgentMemory agent = nodes.agent(failing.source(cell), Plane.agents(plane.network()));
    PlaneCells cells = agent == null ? null : agent.planes[plane.code()];
    int probes = 0;
    if (cells != null) {
      for (ProbeCells column : cells.probes) {
        if (column != null && column.isDown(failing.row(cell))) {
          probes++;
        }
      }
    }
    return Math.max(1, probes);
  }

  /** What a node loses on its links to other nodes than this peer. */
  private double others(int node, int peer, int horizon) {
    LossCount count = counts.node(node);
    if (count == null) {
      return 0;
    }
    LossCount pair = counts.pairs().get(LossCounts.key(node, peer));
    double sent = count.sent(horizon) - (pair == null ? 0 : pair.sent(horizon));
    double lost = count.lost(horizon) - (pair == null ? 0 : pair.lost(horizon));
    return sent < 1 ? 0 : lost / sent;
  }

  /** What the link loses when it is up, as far as anything tells. */
  private double loss(int source, int target, NodeStates nodes) {
    double loss = 0;
    for (LastingLoss known : lasting.values()) {
      LossCause cause = known.cause();
      if (cause.subject().direction(source, target, nodes) != Subject.NONE) {
        loss = Math.max(loss, cause.rate());
      }
    }
    LossCount pair = counts.pairs().get(LossCounts.key(source, target));
    if (pair != null) {
      loss = Math.max(loss, pair.rate(MINUTE));
    }
    loss = Math.max(loss, others(source, target, RECENT));
    loss = Math.max(loss, others(target, source, RECENT));
    return loss;
  }
}
