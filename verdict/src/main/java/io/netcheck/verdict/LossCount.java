// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.function.IntPredicate;

/** Packets that were sent and lost, over every {@link LossHorizon}, in every plane. */
final class LossCount {
  private static final double NANOS = 1e9;

  /** Packets are lost in two moments if these lie in different slots. */
  private static final long SLOT = 2_500_000_000L;

  /** From less of a horizon, nothing can be told about the rest. */
  private static final double LEAST_COUNTED = 0.001;

  private static final int PLANES = Plane.ALL.size();

  private final double[] sent = new double[LossHorizon.COUNT * PLANES];
  private final double[] lost = new double[LossHorizon.COUNT * PLANES];

  /** Of the lost packets, those that only a kernel had to answer. */
  private final double[] echoes = new double[LossHorizon.COUNT];

  private final double[] slots = new double[LossHorizon.COUNT];
  private long bornNanos;
  private long nanos;
  private long lastSlot = Long.MIN_VALUE;

  LossCount(long nanos) {
    this.nanos = nanos;
    bornNanos = nanos;
  }

  /** Lets time pass until {@code now}. */
  void age(long now) {
    double elapsed = (now - nanos) / NANOS;
    if (elapsed <= 0) {
      return;
    }
    nanos = now;
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      double left = LossHorizon.ALL[horizon].decay(elapsed);
      slots[horizon] *= left;
      echoes[horizon] *= left;
      for (int plane = 0; plane < PLANES; plane++) {
        sent[horizon * PLANES + plane] *= left;
        lost[horizon * PLANES + plane] *= left;
      }
    }
  }

  void add(int plane, int more, int lostOfThem, int lostEchoes, long now) {
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      echoes[horizon] += lostEchoes;
      sent[horizon * PLANES + plane] += more;
      lost[horizon * PLANES + plane] += lostOfThem;
    }
    if (lostOfThem > 0 && now / SLOT != lastSlot) {
      lastSlot = now / SLOT;
      for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
        slots[horizon]++;
      }
    }
  }

  /** Takes away what another count holds; its moments stay. */
  void remove(LossCount other) {
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      echoes[horizon] = Math.max(0, echoes[horizon] - other.echoes[horizon]);
    }
    for (int i = 0; i < sent.length; i++) {
      sent[i] = Math.max(0, sent[i] - other.sent[i]);
      lost[i] = Math.max(0, Math.min(sent[i], lost[i] - other.lost[i]));
    }
  }

  /** What it holds of some planes, by their codes; empty if there is nothing. */
  LossCount of(IntPredicate planes) {
    LossCount part = new LossCount(nanos);
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
    }
    return part;
  }

  LossCount copy() {
    LossCount copy = new LossCount(nanos);
    copy.become(this);
    return copy;
  }

  /** Takes over everything from another count. */
  void become(LossCount other) {
    System.arraycopy(other.sent, 0, sent, 0, sent.length);
    System.arraycopy(other.lost, 0, lost, 0, lost.length);
    System.arraycopy(other.echoes, 0, echoes, 0, echoes.length);
    System.arraycopy(other.slots, 0, slots, 0, slots.length);
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

  double slots(int horizon) {
    return slots[horizon];
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
