// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds what loses packets: the subject whose losses are the most unlikely if it lost no more than
 * everything else, then the next in what is left. A likelihood ratio decides, so evidence adds up:
 * much loss shows in seconds, little in minutes.
 */
final class LossSearch {
  /**
   * In nats: chance alone gives one look at one subject this score once in more than e to the 10.
   * The more subjects there are, the more it takes for each.
   */
  private static final double SURE = 10;

  /** What a pair of nodes must score against the other links of the same nodes. */
  private static final double WORSE = 5;

  /** With this score, and as many nodes as there are, something may be worse than the rest. */
  private static final double HINT = 5;

  /**
   * In nats, for losses beside those that an interruption may explain. For minutes after one,
   * chance alone must not reach it: with 3 it did after one interruption in a few hundred.
   */
  private static final double STEADY_HINT = 5;

  private static final double LEAST_USUAL = 1e-6;

  /** This much loss everywhere is no fault. */
  private static final double USUAL_AT_MOST = 0.01;

  private static final double STEADILY_MORE = 1.1;
  private static final double TIMES_MORE = 1.7;
  private static final double LEAST_MORE = 3e-4;
  private static final double FEWEST_LOST = 6;

  /**
   * Of the lost packets; fewer mean that processes do not answer, and not that packets are lost.
   */
  private static final double LEAST_ECHOES = 0.25;

  private static final double ONE_PAIR = 0.6;
  private static final int MOST_CAUSES = 6;

  private final LossCounts counts;
  private final NodeStates nodes;

  LossSearch(LossCounts counts, NodeStates nodes) {
    this.counts = counts;
    this.nodes = nodes;
  }

  List<LossCause> causes() {
    Map<Subject, LossCause> causes = new LinkedHashMap<>();
    for (int horizon = 1; horizon < LossHorizon.COUNT; horizon++) {
      for (LossCause cause : causes(horizon)) {
        causes.merge(
            cause.subject(), cause, (one, other) -> one.score() >= other.score() ? one : other);
      }
    }
    return List.copyOf(causes.values());
  }

  private List<LossCause> causes(int horizon) {
    List<LossCause> causes = new ArrayList<>();
    LossCounts rest = counts;
    for (int i = 0; i < MOST_CAUSES; i++) {
      LossCause best = best(rest, horizon);
      if (best == null) {
        break;
      }
      // A single blip is none, and no reason to blame a part of it.
      if (isLasting(best, rest)) {
        causes.add(best);
      }
      rest = rest.without(links(best.subject(), nodes), nodes);
    }
    LossCause everything = everything(rest, horizon);
    if (everything != null) {
      causes.add(everything);
    }
    return causes;
  }

  /**
   * Whether links go on losing packets, or enough are lost beside what interruptions may explain.
   */
  private static boolean isLasting(LossCause cause, LossCounts counts) {
    LossCount count = counts.of(cause.subject());
    if (count == null) {
      return false;
    }
    double steady = Math.min(count.steady(cause.horizon()), cause.lost());
    return (steady > STEADILY_MORE * cause.usual() * cause.sent()
            && overUsual(steady, cause.sent(), cause.usual()) > STEADY_HINT)
        || (!(cause.subject() instanceof Subject.NodePair)
            && count.isRepeated(cause.horizon(), cause.usual()));
  }

  /** How much likelier so many losses are at the rate that fits them best than at a usual rate. */
  private static double overUsual(double lost, double sent, double usual) {
    double rate = Math.max(usual, LEAST_USUAL);
    return likelihood(lost, sent) - lost * Math.log(rate) - (sent - lost) * Math.log1p(-rate);
  }

  static LossCounts.Links links(Subject subject, NodeStates nodes) {
    return (_, source, target) -> subject.direction(source, target, nodes) != Subject.NONE;
  }

  private @Nullable LossCause best(LossCounts rest, int horizon) {
    LossCount all = rest.all();
    double sent = all.sent(horizon) / 2;
    double lost = all.lost(horizon) / 2;
    if (lost < FEWEST_LOST) {
      return null;
    }
    LossCause best = larger(rest, horizon, sureOfOne());
    if (best != null && isOfOnePair(best, rest)) {
      best = null; // it is that pair, which takes a little more to be sure of
    }
    for (Map.Entry<Long, LossCount> entry : rest.pairs().entrySet()) {
      if (entry.getValue().lost(horizon) < FEWEST_LOST) {
        continue; // as most pairs of nodes
      }
      Subject pair =
          Subject.NodePair.of(PairKey.first(entry.getKey()), PairKey.second(entry.getKey()));
      if (isWorseThanEnds(rest, entry.getKey(), entry.getValue(), horizon)) {
        best = better(best, pair, entry.getValue(), horizon, sent, lost, sureOfPair());
      }
    }
    return best;
  }

  /** Whether a pair of nodes clearly loses more than each of them loses with the others. */
  private boolean isWorseThanEnds(LossCounts rest, long pair, LossCount count, int horizon) {
    return isWorseThanOthers(rest.node(PairKey.first(pair)), count, horizon)
        && isWorseThanOthers(rest.node(PairKey.second(pair)), count, horizon);
  }

  private boolean isWorseThanOthers(@Nullable LossCount node, LossCount pair, int horizon) {
    if (node == null) {
      return true;
    }
    double lost = pair.lost(horizon);
    double sent = Math.max(pair.sentSince(counts.all(), horizon), lost);
    double otherSent = node.sent(horizon) - sent;
    double otherLost = Math.clamp(node.lost(horizon) - lost, 0, Math.max(0, otherSent));
    if (otherSent < 1) {
      return true;
    }
    return lost * otherSent > otherLost * sent
        && ratio(lost, sent, otherLost, otherSent) > WORSE + Math.log(1 + nodes.known());
  }

  /** Whether most losses of a subject of many pairs are those of one of them. */
  private boolean isOfOnePair(LossCause cause, LossCounts rest) {
    double most = 0;
    int pairs = 0;
    for (Map.Entry<Long, LossCount> entry : rest.pairs().entrySet()) {
      if (cause
              .subject()
              .direction(PairKey.first(entry.getKey()), PairKey.second(entry.getKey()), nodes)
          != Subject.NONE) {
        most = Math.max(most, entry.getValue().lost(cause.horizon()));
        pairs++;
      }
    }
    return most > ONE_PAIR * cause.lost() && (pairs > 2 || nodes.known() > 3);
  }

  /** The best subject of more than one pair of nodes. */
  private @Nullable LossCause larger(LossCounts rest, int horizon, double least) {
    double sent = rest.all().sent(horizon) / 2;
    double lost = rest.all().lost(horizon) / 2;
    LossCause best = null;
    for (int node = 0; node < rest.nodes(); node++) {
      LossCount count = rest.node(node);
      if (count != null) {
        best = better(best, new Subject.OneNode(node), count, horizon, sent, lost, least);
      }
    }
    for (Map.Entry<Long, LossCount> entry : rest.zonePairs().entrySet()) {
      Subject zones =
          Subject.ZonePair.of(PairKey.first(entry.getKey()), PairKey.second(entry.getKey()));
      best = better(best, zones, entry.getValue(), horizon, sent, lost, least);
    }
    return best;
  }

  private @Nullable LossCause better(
      @Nullable LossCause best,
      Subject subject,
      LossCount count,
      int horizon,
      double allSent,
      double allLost,
      double least) {
    double lost = count.lost(horizon);
    if (lost < FEWEST_LOST || count.lostEchoes(horizon) < LEAST_ECHOES * lost) {
      return best;
    }
    double sent = Math.max(count.sentSince(counts.all(), horizon), lost);
    double otherSent = Math.max(allSent - sent, 1);
    double otherLost = Math.clamp(allLost - lost, 0, otherSent);
    double rate = lost / sent;
    double usual = otherLost / otherSent;
    if (rate < TIMES_MORE * usual || rate < usual + LEAST_MORE) {
      return best;
    }
    double score = ratio(lost, sent, otherLost, otherSent);
    if (score < least
        || (best != null && score - sure(subject) <= best.score() - sure(best.subject()))) {
      return best;
    }
    return new LossCause(subject, horizon, sent, lost, now(count, rate), usual, score);
  }

  private double sure(Subject subject) {
    return subject instanceof Subject.NodePair ? sureOfPair() : sureOfOne();
  }

  private double sureOfOne() {
    return SURE + Math.log(1 + nodes.known());
  }

  /** There are as many pairs of nodes as the square of these. */
  private double sureOfPair() {
    return SURE + 2 * Math.log(1 + nodes.known());
  }

  /** The highest rate that a horizon tells: longer ones reach back before the loss began. */
  private static double now(LossCount count, double otherwise) {
    double rate = otherwise;
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      if (count.lost(horizon) > 15) {
        rate = Math.max(rate, count.rate(horizon));
      }
    }
    return rate;
  }

  /** Everything loses more than a healthy network does. */
  private @Nullable LossCause everything(LossCounts rest, int horizon) {
    if (larger(rest, horizon, HINT + Math.log(1 + rest.nodes())) != null) {
      return null; // it may be the loss of a few
    }
    LossCount all = rest.all();
    double sent = all.sent(horizon) / 2;
    double lost = all.lost(horizon) / 2;
    double steady = Math.min(lost, all.steady(horizon) / 2);
    boolean lasting =
        all.isRepeated(horizon, USUAL_AT_MOST)
            || overUsual(steady, sent, USUAL_AT_MOST) > STEADY_HINT;
    if (!lasting || lost < FEWEST_LOST || steady < STEADILY_MORE * USUAL_AT_MOST * sent) {
      return null;
    }
    double score = overUsual(lost, sent, USUAL_AT_MOST);
    return score < SURE
        ? null
        : new LossCause(
            new Subject.Everything(), horizon, sent, lost, lost / sent, USUAL_AT_MOST, score);
  }

  /** How much likelier two rates are than one, in nats. */
  private static double ratio(double lost, double sent, double otherLost, double otherSent) {
    return likelihood(lost, sent)
        + likelihood(otherLost, otherSent)
        - likelihood(lost + otherLost, sent + otherSent);
  }

  /** The log-likelihood of so many losses at the rate that fits them best. */
  private static double likelihood(double lost, double sent) {
    if (lost <= 0 || lost >= sent) {
      return 0;
    }
    double rate = lost / sent;
    return lost * Math.log(rate) + (sent - lost) * Math.log1p(-rate);
  }
}
