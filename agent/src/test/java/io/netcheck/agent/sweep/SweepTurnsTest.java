// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class SweepTurnsTest {
  private static final long PAUSE = SweepTurns.PAUSE.toNanos();

  private final SweepTurns turns = new SweepTurns(0);

  @Test
  void whoAsksTogetherTakesTurns() {
    assertEquals(5, turns.next(5));
    assertEquals(5 + PAUSE, turns.next(5));
    assertEquals(5 + 2 * PAUSE, turns.next(6));
  }

  @Test
  void turnsThatNobodyTookAreLost() {
    assertEquals(0, turns.next(0));
    assertEquals(10 * PAUSE, turns.next(10 * PAUSE));
    assertEquals(11 * PAUSE, turns.next(10 * PAUSE));
  }
}
