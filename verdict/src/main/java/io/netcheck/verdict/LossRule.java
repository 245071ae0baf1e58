// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names what loses packets without being down, and remembers it until the loss has ended. */
final class LossRule {
  /** From this share on, a node or more is as good as down. */
  private static final double CRITICAL = 0.5;

  /** For so long, a loss may still turn out to be something else. */
  private static final long UNSURE = 15_000_000_000L;

  /** The same for a loss that chance does not explain: what it is shows by then. */
  private static final long LONGEST_DOUBT = 40_000_000_000L;

  /** A plane loses no more than usual if that is so much likelier, in nats. */
  private static final double NOT_HERE = 10;

  private static final double MOST_RATE = 0.99;

  private final LossCounts counts = new LossCounts();
  private final Map<Subject, LastingLoss> lasting = new LinkedHashMap<>();

  /**
   * Counts a heartbeat.
   *
   * @param counted the links whose losses count
   */
  void hear(AgentMemory agent, NodeStates nodes, LossCounts.Links counted) {
    new LossIntake(
            counts,
            nodes,
            counted,
            (source, target) -> isLossy(source, target, nodes),
            (source, target, sent, lost) -> {
              for (LastingLoss loss : lasting.values()) {
                if (loss.cause().subject().direction(source, target, nodes) != Subject.NONE) {
                  loss.add(sent, lost);
                }
              }
            })
        .hear(agent);
  }

  /** Whether packets from one node to another are lost so often that links go down by chance. */
  boolean isLossy(int source, int target, NodeStates nodes) {
    for (LastingLoss loss : lasting.values()) {
      LossCause cause = loss.cause();
      if (cause.isMuch() && cause.subject().direction(source, target, nodes) != Subject.NONE) {
        return true;
      }
    }
    return false;
  }

  void age(long nanos) {
    counts.age(nanos);
  }

  /** Whether there is nothing to find and nothing to end. */
  boolean isIdle() {
    return lasting.isEmpty() && !counts.isAnyLost();
  }

  /**
   * @param suspected what may explain a loss better as soon as it is certain
   * @param noChance what is certainly no loss by chance, whatever it is
   */
  List<Draft> drafts(NodeStates nodes, List<Draft> suspected, List<Draft> noChance) {
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
        // And the other way round: the few were only the first that reported it.
        found.stream()
            .filter(cause -> cause.subject() instanceof Subject.Everything)
            .forEach(all ->
                lasting
                    .values()
                    .removeIf(loss -> isUsual(loss.cause(), all) && !found.contains(loss.cause())));
      }
    }
    List<Draft> drafts = new ArrayList<>();
    List<LossCause> causes = lasting.values().stream().map(LastingLoss::cause).toList();
    for (LossCause cause : causes) {
      if (causes.stream().noneMatch(other -> isInside(cause, other, nodes))) {
        Draft draft = draft(cause, finding(cause, nodes), nodes);
        drafts.add(
            (isYoung(cause, UNSURE, nodes) && isSuspected(cause, suspected, nodes))
                    || (isYoung(cause, LONGEST_DOUBT, nodes) && isSuspected(cause, noChance, nodes))
                ? draft.waitingFor("whether some flows always get through")
                : draft);
      }
    }
    return drafts;
  }

  /** Whether a cause loses no more than everything does. */
  private static boolean isUsual(LossCause cause, LossCause everything) {
    return !cause.subject().equals(everything.subject()) && cause.rate() <= everything.rate();
  }

  private boolean isYoung(LossCause cause, long young, NodeStates nodes) {
    LastingLoss loss = lasting.get(cause.subject());
    return loss != null && loss.ageNanos(nodes.nanos()) < young;
  }

  private static boolean isSuspected(LossCause cause, List<Draft> suspected, NodeStates nodes) {
    for (Draft draft : suspected) {
      int[] links = draft.failures().links();
      for (int i = 0; i < links.length; i += 2) {
        if (cause.subject().direction(links[i], links[i + 1], nodes) != Subject.NONE) {
          return true;
        }
      }
    }
    return false;
  }

  /** Forgets what was counted under numbers that mean something else from now on. */
  void forget(EngineMemory.Forgotten forgotten) {
    counts.forget(forgotten);
  }

  /** Forgets losses whose links have another cause. */
  void forget(LossCounts.Links links, NodeStates nodes) {
    lasting.keySet().removeIf(subject -> isMostly(subject, links, nodes));
    counts.forget(links, nodes);
  }

  /** Whether at least half of the recent losses of a subject are on some links. */
  private boolean isMostly(Subject subject, LossCounts.Links links, NodeStates nodes) {
    LossCount count = counts.of(subject);
    if (count == null) {
      return false;
    }
    double there = 0;
    for (Map.Entry<Long, LossCount> pair : counts.pairs().entrySet()) {
      int one = PairKey.first(pair.getKey());
      int other = PairKey.second(pair.getKey());
      if (subject.direction(one, other, nodes) != Subject.NONE
          && LossCounts.isAnyOf(links, one, other)) {
        there +=
            pair.getValue()
                .of(plane -> links.contain(plane, one, other) || links.contain(plane, other, one))
                .lost(LossHorizon.RECENT);
      }
    }
    // A loss everywhere is counted twice: for both nodes of each link.
    double lost = count.lost(LossHorizon.RECENT);
    return 2 * there >= (subject instanceof Subject.Everything ? lost / 2 : lost);
  }

  private void end(NodeStates nodes) {
    List<Subject> ended =
        lasting.values().stream()
            .filter(loss ->
                loss.hasEnded(recent(loss.cause().subject()))
                    // Nobody sends anything there any more.
                    || recent(loss.cause().subject()) < 1)
            .map(loss -> loss.cause().subject())
            .toList();
    for (Subject subject : ended) {
      lasting.remove(subject);
      counts.forget(LossSearch.links(subject, nodes), nodes);
    }
  }

  private double recent(Subject subject) {
    LossCount count = counts.of(subject);
    return count == null ? 0 : count.sent(LossHorizon.RECENT);
  }

  /** Whether most losses of a cause are on links of another one that explains more. */
  private boolean isInside(LossCause cause, LossCause other, NodeStates nodes) {
    if (cause.subject().equals(other.subject())
        || other.score() < cause.score()
        || other.subject() instanceof Subject.Everything
        || (cause.subject() instanceof Subject.NodePair && cause.rate() > 2 * other.rate())) {
      return false;
    }
    return isMostly(cause.subject(), LossSearch.links(other.subject(), nodes), nodes);
  }

  /** Much loss takes links down by chance; when it has ended, these recover one by one. */
  private static Draft draft(LossCause cause, Finding finding, NodeStates nodes) {
    return new Draft(
        finding,
        !cause.isMuch() || cause.subject() instanceof Subject.Everything
            ? Draft.Failures.NONE
            : Draft.Failures.covering((source, target) ->
                cause.subject().direction(source, target, nodes) != Subject.NONE),
        "");
  }

  private Finding finding(LossCause cause, NodeStates nodes) {
    Cause both = Wording.bothWays(cause.subject());
    boolean pair = cause.subject() instanceof Subject.NodePair;
    FaultSeverity severity =
        cause.rate() >= CRITICAL && !pair ? FaultSeverity.CRITICAL : FaultSeverity.WARNING;
    return new Finding(
        FaultKind.PACKET_LOSS,
        severity,
        Wording.subject(both, nodes),
        Wording.scope(planes(cause, nodes), nodes.planesInUse(), FaultScope.ALL),
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

  /** The planes without those that hardly lose anything. */
  private Set<Plane> planes(LossCause cause, NodeStates nodes) {
    LossCount count = counts.of(cause.subject());
    if (count == null) {
      return nodes.planesInUse();
    }
    // What everything loses at most while it is well is no rate of a plane that is well.
    double usual =
        cause.subject() instanceof Subject.Everything
            ? LastingLoss.LEAST_USUAL
            : Math.max(cause.usual(), LastingLoss.LEAST_USUAL);
    double rate = Math.clamp(cause.lost() / cause.sent(), 2 * usual, MOST_RATE);
    Set<Plane> planes = new LinkedHashSet<>();
    for (Plane plane : nodes.planesInUse()) {
      double lost = count.lost(cause.horizon(), plane.code());
      double kept = count.sent(cause.horizon(), plane.code()) - lost;
      double usualLoss = lost * Math.log(usual / rate) + kept * Math.log((1 - usual) / (1 - rate));
      if (usualLoss < NOT_HERE) {
        planes.add(plane);
      }
    }
    return planes.isEmpty() ? nodes.planesInUse() : planes;
  }

  /** Tells which failures can be chance, by what has been lost so far. */
  LossChance chance(NodeStates nodes) {
    return new LossChance(counts, lasting, nodes);
  }
}
