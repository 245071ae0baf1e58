// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * The slots of time in which most packets were lost, over every {@link LossHorizon}: a short
 * interruption of a network shows in a few of them.
 */
final class WorstSlots {
  /** The length of a slot, in tenths of a second. */
  private static final int SLOT = 25;

  private static final double TENTHS = 10;
  private static final long TENTH_NANOS = 100_000_000;

  /** How many slots the reports of one interruption take at most. */
  private final int ofOne;

  /** What was lost, by horizon and rank in no order. */
  private final float[] lost;

  /** When the last packet of the slot was lost, in tenths of a second. */
  private final int[] times;

  private float lostNow;
  private int now;

  /**
   * @param ofOne how many slots the reports of one interruption take at most; in the longest
   *     horizon there may be two interruptions
   */
  WorstSlots(int ofOne) {
    this.ofOne = ofOne;
    lost = new float[(LossHorizon.COUNT + 1) * ofOne];
    times = new int[lost.length];
  }

  void add(int packets, long nanos) {
    int time = (int) (nanos / TENTH_NANOS);
    if (time / SLOT != now / SLOT) {
      for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
        remember(horizon, time);
      }
      lostNow = 0;
    }
    now = time;
    lostNow += packets;
  }

  /** Puts the slot that has ended among the worst ones, if it is one of them. */
  private void remember(int horizon, int time) {
    int least = least(horizon, time);
    if (lostNow * decay(horizon, now, time) > left(horizon, least, time)) {
      lost[least] = lostNow;
      times[least] = now;
    }
  }

  private int begin(int horizon) {
    return horizon * ofOne;
  }

  private int end(int horizon) {
    return horizon == LossHorizon.COUNT - 1 ? lost.length : begin(horizon + 1);
  }

  private int least(int horizon, int time) {
    int least = begin(horizon);
    for (int i = least + 1; i < end(horizon); i++) {
      if (left(horizon, i, time) < left(horizon, least, time)) {
        least = i;
      }
    }
    return least;
  }

  /** What is left of one of them in the count of a horizon. */
  private double left(int horizon, int at, int time) {
    return lost[at] * decay(horizon, times[at], time);
  }

  private static double decay(int horizon, int since, int time) {
    return LossHorizon.ALL[horizon].decay((time - since) / TENTHS);
  }

  /** How many slots there are in a horizon, older ones weighing less. */
  private static double all(int horizon) {
    return 1 / (1 - LossHorizon.ALL[horizon].decay(SLOT / TENTHS));
  }

  /**
   * How many packets would be lost if these slots were like the others.
   *
   * @param all the packets that were lost, older ones weighing less
   * @param fewest so many packets must be lost in other slots, to tell anything
   */
  double steady(int horizon, double all, double fewest, long nanos) {
    int time = (int) (nanos / TENTH_NANOS);
    double besides = all;
    double slots = all(horizon);
    int least = least(horizon, time);
    double leastLeft = left(horizon, least, time);
    double nowLeft = lostNow * decay(horizon, now, time);
    for (int i = begin(horizon); i < end(horizon); i++) {
      if (i != least && lost[i] > 0) {
        besides -= left(horizon, i, time);
        slots -= decay(horizon, times[i], time);
      }
    }
    besides -= Math.max(leastLeft, nowLeft);
    slots -= leastLeft > nowLeft ? decay(horizon, times[least], time) : decay(horizon, now, time);
    return slots < 1 || besides < fewest ? 0 : besides * all(horizon) / slots;
  }

  /** Takes away what others lost in the same slots. */
  void remove(WorstSlots others) {
    for (int horizon = 0; horizon < LossHorizon.COUNT; horizon++) {
      for (int i = begin(horizon); i < end(horizon); i++) {
        lost[i] = Math.max(0, lost[i] - others.lostIn(horizon, times[i]));
      }
    }
    lostNow = Math.max(0, lostNow - others.lostIn(LossHorizon.RECENT, now));
  }

  private float lostIn(int horizon, int time) {
    if (time / SLOT == now / SLOT) {
      return lostNow;
    }
    for (int i = begin(horizon); i < end(horizon); i++) {
      if (times[i] / SLOT == time / SLOT) {
        return lost[i];
      }
    }
    return 0;
  }

  void scale(double share) {
    lostNow *= (float) share;
    for (int i = 0; i < lost.length; i++) {
      lost[i] *= (float) share;
    }
  }

  WorstSlots copy() {
    WorstSlots copy = new WorstSlots(ofOne);
    copy.lostNow = lostNow;
    copy.now = now;
    System.arraycopy(lost, 0, copy.lost, 0, lost.length);
    System.arraycopy(times, 0, copy.times, 0, times.length);
    return copy;
  }
}
