// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.function.IntPredicate;

/** Packets that were sent and lost, over every {@link LossHorizon}, in every plane. */
final class LossCount {
  private static final double NANOS = 1e9;

  /** A blip of a second or two is rarely divided between two windows of a link. */
  private static final double LEAST_AGAIN = 0.2;

  private static final double FEWEST_AGAIN = 8;

  /** So many packets are sent on a link between two heartbeats. */
  private static final double WINDOW_PACKETS = 12;

  /** Fewer packets that are lost in other slots say nothing. */
  private static final double FEWEST_BESIDES = 3;

  /** From less of a horizon, nothing can be told about the rest. */
  private static final double LEAST_COUNTED = 0.001;

  private static final int PLANES = Plane.ALL.size();

  private final double[] sent = new double[LossHorizon.COUNT * PLANES];
  private final double[] lost = new double[LossHorizon.COUNT * PLANES];

  /** Of the lost packets, those that only a kernel had to answer. */
  private final double[] echoes = new double[LossHorizon.COUNT];

  /** Of the lost packets, those on links that lost some in the window before too. */
  private final double[] again = new double[LossHorizon.COUNT];

  private long bornNanos;
  private long nanos;
  private WorstSlots worst;

  private LossCount(long nanos, WorstSlots worst) {
    this.nanos = nanos;
    this.worst = worst;
    bornNanos = nanos;
  }

  /** The reports of many agents arrive one after the other. */
  static LossCount ofMany(long nanos) {
    return new LossCount(nanos, new WorstSlots(5));
  }

  /** The reports of a pair of nodes are those of its own agents. */
  static LossCount ofPair(long nanos) {
    return new LossCount(nanos, new WorstSlots(4));
  }

  /** Lets time pass until {@code now}. */
  void age(long now, LossDecay decay) {
    double elapsed = (now - nanos) / NANOS;
    if (elapsed <= 0) {
      return;
    }
    nanos = now;
    double[] decays = decay.after(elapsed);
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      double left = decays[horizon];
      echoes[horizon] *= left;
      again[horizon] *= left;
      for (int plane = 0; plane < PLANES; plane++) {
        sent[horizon * PLANES + plane] *= left;
        lost[horizon * PLANES + plane] *= left;
      }
    }
  }

  void add(int plane, LossCounts.Packets packets, long now) {
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      echoes[horizon] += packets.lostEchoes();
      again[horizon] += packets.lostAgain();
      sent[horizon * PLANES + plane] += packets.sent();
      lost[horizon * PLANES + plane] += packets.lost();
    }
    if (packets.lost() > 0) {
      worst.add(packets.lost(), now);
    }
  }

  /** Takes away what another count holds. */
  void remove(LossCount other) {
    worst.remove(other.worst);
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      echoes[horizon] = Math.max(0, echoes[horizon] - other.echoes[horizon]);
      again[horizon] = Math.max(0, again[horizon] - other.again[horizon]);
    }
    for (int i = 0; i < sent.length; i++) {
      sent[i] = Math.max(0, sent[i] - other.sent[i]);
      lost[i] = Math.max(0, Math.min(sent[i], lost[i] - other.lost[i]));
    }
  }

  /** What it holds of some planes, by their codes; empty if there is nothing. */
  LossCount of(IntPredicate planes) {
    LossCount part = new LossCount(nanos, worst.copy());
    double all = 0;
    double taken = 0;
    for (int plane = 0; plane < PLANES; plane++) {
      all += lost[(LossHorizon.COUNT - 1) * PLANES + plane];
      if (planes.test(plane)) {
        taken += lost[(LossHorizon.COUNT - 1) * PLANES + plane];
        for (int i = plane; i < sent.length; i += PLANES) {
          part.sent[i] = sent[i];
          part.lost[i] = lost[i];
        }
      }
    }
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      part.echoes[horizon] = all == 0 ? 0 : echoes[horizon] * taken / all;
      part.again[horizon] = all == 0 ? 0 : again[horizon] * taken / all;
    }
    part.worst.scale(all == 0 ? 0 : taken / all);
    return part;
  }

  LossCount copy() {
    LossCount copy = new LossCount(nanos, worst.copy());
    copy.become(this);
    return copy;
  }

  /** Takes over everything from another count. */
  void become(LossCount other) {
    System.arraycopy(other.sent, 0, sent, 0, sent.length);
    System.arraycopy(other.lost, 0, lost, 0, lost.length);
    System.arraycopy(other.echoes, 0, echoes, 0, echoes.length);
    System.arraycopy(other.again, 0, again, 0, again.length);
    worst = other.worst.copy();
    nanos = other.nanos;
    bornNanos = other.bornNanos;
  }

  double sent(int horizon) {
    return sum(sent, horizon);
  }

  /**
   * What it would have sent if it had counted for as long as another: a pair begins with a loss.
   */
  double sentSince(LossCount older, int horizon) {
    double part = counted(horizon);
    return part < LEAST_COUNTED ? sent(horizon) : sent(horizon) * older.counted(horizon) / part;
  }

  /** How much of a horizon it has counted. */
  private double counted(int horizon) {
    return 1 - LossHorizon.ALL[horizon].decay((nanos - bornNanos) / NANOS);
  }

  double lost(int horizon) {
    return sum(lost, horizon);
  }

  double sent(int horizon, int plane) {
    return sent[horizon * PLANES + plane];
  }

  double lost(int horizon, int plane) {
    return lost[horizon * PLANES + plane];
  }

  double lostEchoes(int horizon) {
    return echoes[horizon];
  }

  /**
   * Whether links go on losing packets, each of them in more than one window.
   *
   * @param usual the rate at which links lose packets otherwise
   */
  boolean isRepeated(int horizon, double usual) {
    return again[horizon] >= FEWEST_AGAIN
        && again[horizon] >= (LEAST_AGAIN + WINDOW_PACKETS * usual) * lost(horizon);
  }

  /**
   * How many packets would be lost if the worst slots, which interruptions may explain, were like
   * the others.
   */
  double steady(int horizon) {
    return worst.steady(horizon, lost(horizon), FEWEST_BESIDES, nanos);
  }

  double rate(int horizon) {
    double all = sent(horizon);
    return all == 0 ? 0 : lost(horizon) / all;
  }

  private static double sum(double[] values, int horizon) {
    double sum = 0;
    for (int plane = 0; plane < PLANES; plane++) {
      sum += values[horizon * PLANES + plane];
    }
    return sum;
  }
}
