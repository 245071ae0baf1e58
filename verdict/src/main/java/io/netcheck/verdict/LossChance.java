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

  private static final double LEAST_USUAL = 1e-3;
  private static final double LEAST_LOSS = 0.05;
  private static final double SECOND = 1e9;

  /** While a failure is young, other links of the same nodes may still be about to fail. */
  private static final long YOUNG = 8_000_000_000L;

  private static final double MUCH_LOSS = 0.15;
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
    if (links && isPartOfLoss(cause.subject())) {
      return true;
    }
    boolean young = nodes.nanos() - cause.firstNanos(failing) < YOUNG;
    if (cause.subject() instanceof Subject.NodePair(int first, int second)) {
      double latest =
          Math.max(
              others(first, second, LossHorizon.LATEST), others(second, first, LossHorizon.LATEST));
      double recent =
          Math.max(
              others(first, second, LossHorizon.RECENT), others(second, first, LossHorizon.RECENT));
      if ((young && latest > MUCH_LOSS) || recent > MOST_LOSS) {
        return true; // it is more than this link
      }
    } else if (cause.subject() instanceof Subject.OneNode(int node)) {
      LossCount count = counts.node(node);
      boolean lossy = count != null && count.rate(LossHorizon.LATEST) > MUCH_LOSS;
      boolean answered =
          count != null && count.sent(LossHorizon.RECENT) - count.lost(LossHorizon.RECENT) > 1;
      LastingLoss known = lasting.get(cause.subject());
      if (lossy && known != null && known.ageNanos(nodes.nanos()) > YOUNG && answered) {
        return true; // some packets get through
      }
      if (young
          && (isLossyElsewhere(cause, count, links) || new ScatteredRecovery(nodes).isOf(node))) {
        return true;
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
    double usual = Math.max(LEAST_USUAL, counts.all().rate(LossHorizon.MINUTE));
    double unlikely = 0;
    for (int cell : cause.cells()) {
      double loss = Math.max(usual, loss(failing.source(cell), failing.target(cell)));
      if (!pair && loss < LEAST_LOSS) {
        return false;
      }
      double since = (nodes.nanos() - failing.nanos(cell)) / SECOND;
      double seconds = PlaneCells.DOWN_AFTER_SECONDS + Math.max(0, since - TO_TELL);
      unlikely -= (links ? probes(failing, cell) : 1) * seconds * Math.log(Math.min(loss, 0.97));
      if (unlikely > (pair ? CHANCE_OF_PAIRS : CHANCE)) {
        return false;
      }
    }
    return true;
  }

  /** Whether single probes just get no answer: any other reason is no chance. */
  private boolean isTimeout(Cause cause, CellList failing) {
    for (int cell : cause.cells()) {
      ProbeCells column = nodes.probeCells(failing, cell);
      if (column != null && column.reason(failing.row(cell)) != FailureReason.TIMEOUT) {
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
    return lost > MUCH_LOSS * sent;
  }

  /** Whether a larger subject that loses most packets covers it. */
  private boolean isPartOfLoss(Subject subject) {
    return subject instanceof Subject.NodePair(int first, int second)
        && lasting.values().stream()
            .map(LastingLoss::cause)
            .anyMatch(loss ->
                loss.rate() >= MUCH_LOSS
                    && !(loss.subject() instanceof Subject.NodePair)
                    && loss.subject().direction(first, second, nodes) != Subject.NONE);
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
    LossCount pair = counts.pairs().get(PairKey.of(source, target));
    if (pair != null) {
      loss = Math.max(loss, pair.rate(LossHorizon.MINUTE));
    }
    loss = Math.max(loss, others(source, target, LossHorizon.RECENT));
    loss = Math.max(loss, others(target, source, LossHorizon.RECENT));
    return loss;
  }
}
