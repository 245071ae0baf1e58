// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.FailureReason;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tells whether links that are down may be so by chance, because they lose many packets. */
final class LossChance {
  /** A link that may be down by chance is a fault if chance makes it so once in a million. */
  private static final double CHANCE = 16;

  /** The same for a pair of nodes, of which there are many, so that it happens once in years. */
  private static final double CHANCE_OF_PAIRS = 25;

  /** An answer would be reported within this time. */
  private static final double TO_TELL = 1.5;

  /** Pings and datagrams, one of each in a second. */
  private static final int KINDS_COUNTED = 2;

  private static final double LEAST_USUAL = 1e-3;

  /** Some of the losses that a rate is estimated from may be those of the failure itself. */
  private static final double MOST_LIKELY = 0.97;

  private static final double LEAST_LOSS = 0.05;
  private static final double SECOND = 1e9;

  /** While a failure is young, other links of the same nodes may still be about to fail. */
  private static final long YOUNG = 8_000_000_000L;

  private static final double MOST_LOSS = 0.4;

  private final LossCounts counts;
  private final Map<Subject, LastingLoss> lasting;
  private final NodeStates nodes;

  LossChance(LossCounts counts, Map<Subject, LastingLoss> lasting, NodeStates nodes) {
    this.counts = counts;
    this.lasting = lasting;
    this.nodes = nodes;
  }

  /**
   * Whether so many results in a row can fail by chance, given what these links usually lose.
   *
   * @param links whether the results are those of links, or of single probes
   */
  boolean canBe(Cause cause, CellList failing, boolean links) {
    if (!links && !isTimeout(cause, failing)) {
      return false;
    }
    boolean young = nodes.nanos() - cause.firstNanos(failing) < YOUNG;
    return switch (cause.subject()) {
      case Subject.NodePair pair ->
          (links && young && isPartOfLoss(pair))
              || isOfEnds(pair, young)
              || isLikely(cause, failing, links, CHANCE_OF_PAIRS);
      case Subject.OneNode(int node) ->
          isLossyNode(node, cause, failing, links, young)
              || (cause.against() > 0
                  && ((young && isLossy(node))
                      || (isOfMuchLoss(cause, failing)
                          && isLikely(cause, failing, links, CHANCE))));
      default -> false;
    };
  }

  /** Whether one of the ends loses much on its other links: then it is more than this link. */
  private boolean isOfEnds(Subject.NodePair pair, boolean young) {
    return (young && others(pair, LossHorizon.LATEST) > LossCause.MUCH)
        || others(pair, LossHorizon.RECENT) > MOST_LOSS;
  }

  /** Whether a node loses packets rather than being down. */
  private boolean isLossyNode(
      int node, Cause cause, CellList failing, boolean links, boolean young) {
    LossCount count = counts.node(node);
    LastingLoss known = lasting.get(cause.subject());
    boolean answered =
        count != null && count.sent(LossHorizon.RECENT) - count.lost(LossHorizon.RECENT) > 1;
    if (isLossy(node) && known != null && known.ageNanos(nodes.nanos()) > YOUNG && answered) {
      return true; // some packets get through
    }
    if (isLossyElsewhere(cause, count, links)
        && (young || isLikely(cause, failing, links, CHANCE))) {
      return true;
    }
    return young && new ScatteredRecovery(nodes).isOf(node);
  }

  private boolean isLossy(int node) {
    LossCount count = counts.node(node);
    return count != null && count.rate(LossHorizon.LATEST) > LossCause.MUCH;
  }

  private boolean isOfMuchLoss(Cause cause, CellList failing) {
    for (int cell : cause.cells()) {
      if (loss(cause, failing, cell) < LEAST_LOSS) {
        return false;
      }
    }
    return true;
  }

  /**
   * Whether chance makes so many probes fail in a row more than once in e to the {@code chance}.
   */
  private boolean isLikely(Cause cause, CellList failing, boolean links, double chance) {
    double unlikely = 0;
    for (int cell : cause.cells()) {
      double since = (nodes.nanos() - failing.nanos(cell)) / SECOND;
      double seconds = PlaneCells.DOWN_AFTER_SECONDS + Math.max(0, since - TO_TELL);
      double loss = Math.min(loss(cause, failing, cell), MOST_LIKELY);
      unlikely -= (links ? probes(failing, cell) : 1) * seconds * Math.log(loss);
      if (unlikely > chance) {
        return false;
      }
    }
    return true;
  }

  private double loss(Cause cause, CellList failing, int cell) {
    double usual = Math.max(LEAST_USUAL, counts.all().rate(LossHorizon.MINUTE));
    int source = failing.source(cell);
    int target = failing.target(cell);
    return Math.max(usual, Math.max(ofPair(cause, source, target), loss(source, target)));
  }

  /** What a pair of nodes loses; the first packets of the failures of the cause are no rate. */
  private double ofPair(Cause cause, int source, int target) {
    LossCount pair = counts.pairs().get(PairKey.of(source, target));
    if (pair == null) {
      return 0;
    }
    double begun = cause.cells().length * KINDS_COUNTED * PlaneCells.DOWN_AFTER_SECONDS;
    double answered = pair.sent(LossHorizon.MINUTE) - pair.lost(LossHorizon.MINUTE);
    return answered < 1 && pair.lost(LossHorizon.MINUTE) <= begun
        ? 0
        : pair.rate(LossHorizon.MINUTE);
  }

  /**
   * Whether single probes just get no answer: any other reason is no chance. That only new flows
   * fail is what an agent concludes from such losses.
   */
  private boolean isTimeout(Cause cause, CellList failing) {
    for (int cell : cause.cells()) {
      ProbeCells column = nodes.probeCells(failing, cell);
      FailureReason reason =
          column == null ? FailureReason.TIMEOUT : column.reason(failing.row(cell));
      if (reason != FailureReason.TIMEOUT && reason != FailureReason.NEW_FLOW) {
        return false;
      }
    }
    return true;
  }

  /** Whether a node loses much in the planes that the cause is not about. */
  private static boolean isLossyElsewhere(Cause cause, @Nullable LossCount count, boolean links) {
    if (count == null || !links) {
      return false;
    }
    double sent = 0;
    double lost = 0;
    for (Plane plane : Plane.ALL) {
      int code = plane.code();
      if (!cause.has(code, Subject.FORWARD) && !cause.has(code, Subject.BACKWARD)) {
        sent += count.sent(LossHorizon.LATEST, code);
        lost += count.lost(LossHorizon.LATEST, code);
      }
    }
    return lost > LossCause.MUCH * sent;
  }

  /** Whether a larger subject that loses much covers it. */
  private boolean isPartOfLoss(Subject.NodePair pair) {
    return lasting.values().stream()
        .map(LastingLoss::cause)
        .anyMatch(loss ->
            loss.isMuch()
                && !(loss.subject() instanceof Subject.NodePair)
                && loss.subject().direction(pair.first(), pair.second(), nodes) != Subject.NONE);
  }

  /** How many kinds of probe are used on a link. */
  private int probes(CellList failing, int cell) {
    PlaneCells cells = nodes.linkCells(failing, cell);
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

  /** What the ends of a link lose on their other links, the worse of them. */
  private double others(Subject.NodePair pair, int horizon) {
    return Math.max(
        others(pair.first(), pair.second(), horizon), others(pair.second(), pair.first(), horizon));
  }

  /** What a node loses on its links to other nodes than this peer. */
  private double others(int node, int peer, int horizon) {
    LossCount count = counts.node(node);
    if (count == null) {
      return 0;
    }
    LossCount pair = counts.pairs().get(PairKey.of(node, peer));
    double sent = count.sent(horizon) - (pair == null ? 0 : pair.sent(horizon));
    double lost = count.lost(horizon) - (pair == null ? 0 : pair.lost(horizon));
    return sent < 1 ? 0 : lost / sent;
  }

  /** What the link loses when it is up, as far as anything tells. */
  private double loss(int source, int target) {
    double loss = 0;
    for (LastingLoss known : lasting.values()) {
      LossCause cause = known.cause();
      if (cause.subject().direction(source, target, nodes) != Subject.NONE) {
        loss = Math.max(loss, cause.rate());
      }
    }
    // Soon after a loss began, the longer time says too little.
    for (int horizon : new int[] {LossHorizon.LATEST, LossHorizon.RECENT}) {
      loss = Math.max(loss, others(source, target, horizon));
      loss = Math.max(loss, others(target, source, horizon));
    }
    return loss;
  }
}
