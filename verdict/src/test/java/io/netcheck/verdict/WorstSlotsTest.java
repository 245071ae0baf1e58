// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class WorstSlotsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int SLOTS = 5;

  private final WorstSlots worst = new WorstSlots(SLOTS);
  private double lost;
  private long lostNanos;

  private void lose(int packets, double second) {
    long nanos = (long) (second * SECOND);
    lost = lostAt(nanos) + packets;
    lostNanos = nanos;
    worst.add(packets, nanos);
  }

  private double lostAt(long nanos) {
    return lost * LossHorizon.ALL[LossHorizon.RECENT].decay((nanos - lostNanos) / (double) SECOND);
  }

  private double steady(int second) {
    long nanos = second * SECOND;
    return worst.steady(LossHorizon.RECENT, lostAt(nanos), 3, nanos);
  }

  /** Agents report what was lost in a second one after the other, for some more seconds. */
  @Test
  void anInterruptionIsNoSteadyLoss() {
    for (int second = 100; second < 108; second++) {
      lose(40, second);
    }
    assertEquals(0, steady(108));
    assertEquals(0, steady(115));
  }

  @Test
  void whatIsLostAllTheTimeIs() {
    for (int second = 100; second < 130; second++) {
      lose(4, second);
    }
    // Four in a second, over ten seconds.
    assertEquals(40, steady(130), 8);
  }

  /** Its slots leave a trace for longer than they are fresh. */
  @Test
  void anInterruptionOfSomeTimeAgoIsNotTakenForALossOfToday() {
    for (int second = 100; second < 140; second++) {
      lose(second >= 115 && second < 119 ? 400 : 4, second);
    }
    // It is careful, because a slot has no exact time.
    assertTrue(steady(140) <= 48, () -> String.valueOf(steady(140)));
  }

  @Test
  void anInterruptionInASteadyLossDoesNotAddToIt() {
    for (int second = 100; second < 130; second++) {
      lose(second >= 120 && second < 124 ? 400 : 4, second);
    }
    assertTrue(steady(130) <= 40, () -> String.valueOf(steady(130)));
  }
}
