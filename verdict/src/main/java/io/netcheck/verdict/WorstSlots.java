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
   * How many packets would be lost if those of these slots that stand out were like the others.
   *
   * @param all the packets that were lost, older ones weighing less
   * @param fewest so many packets must be lost in other slots, to tell anything
   */
  double steady(int horizon, double all, double fewest, long nanos) {
    int time = (int) (nanos / TENTH_NANOS);
    Others others = others(horizon, all, time, -1);
    if (others.slots < 1 || others.lost < fewest) {
      return 0;
    }
    others = others(horizon, all, time, mostOf(others.lost / others.slots));
    return others.lost * all(horizon) / others.slots;
  }

  /** What was lost in other slots, and how many these are; older ones weigh less. */
  private record Others(double lost, double slots) {
    Others without(double lostThere, double weight) {
      return new Others(lost - lostThere * weight, slots - weight);
    }
  }

  /**
   * @param most slots in which no more was lost are like the others
   */
  private Others others(int horizon, double all, int time, double most) {
    Others others = new Others(all, all(horizon));
    // The slot that has not ended counts instead of the least, if more was lost in it.
    int least = least(horizon, time);
    double nowLeft = lostNow * decay(horizon, now, time);
    boolean isNow = nowLeft > left(horizon, least, time);
    for (int i = begin(horizon); i < end(horizon); i++) {
      if (lost[i] > Math.max(0, most) && (i != least || !isNow)) {
        others = others.without(lost[i], decay(horizon, times[i], time));
      }
    }
    return isNow && lostNow > most ? others.without(lostNow, decay(horizon, now, time)) : others;
  }

  /** How many packets a slot may lose that is like the others, which lose so many on average. */
  private static double mostOf(double mean) {
    return 2 * mean + 4 * Math.sqrt(mean) + 1;
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
