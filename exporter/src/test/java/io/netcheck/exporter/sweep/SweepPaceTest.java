// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.TestClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SweepPaceTest {
  private final TestClock clock = new TestClock();
  private final SweepPace pace = new SweepPace(Duration.ofMinutes(15), clock);

  @Test
  void oneAgentMoreMovesTheSweepByOnePlaceAtMost() {
    for (int minute = 0; minute < 150; minute++) {
      clock.advance(Duration.ofSeconds(61));
      for (int agents : new int[] {10, 1_000, 1_900, 3_000, 5_000, 9_999}) {
        int moved = Math.abs(pace.offset(agents + 1) - pace.offset(agents));
        assertTrue(moved <= 1, agents + " agents: moved by " + moved);
      }
    }
  }

  @Test
  void aPassOfManyAgentsIsTwiceAsLongOrFourTimes() {
    assertEquals(Duration.ofMinutes(15), pace.pass(2));
    assertEquals(Duration.ofMinutes(15), pace.pass(1_801));
    assertEquals(Duration.ofMinutes(30), pace.pass(1_802));
    assertEquals(Duration.ofHours(1), pace.pass(5_000));
    assertEquals(Duration.ofHours(2), pace.pass(10_000));
  }

  @Test
  void noAgentProbesMoreThanTwoOthersInASecond() {
    for (int agents : new int[] {2, 1_801, 1_802, 5_000, 10_000}) {
      double perSecond = (agents - 1.0) / pace.pass(agents).toSeconds();
      assertTrue(perSecond <= SweepPace.MOST_PER_SECOND, agents + " agents: " + perSecond);
    }
  }

  @Test
  void anAgentIsGivenNoMoreThanItBeginsUntilItAsksAgain() {
    assertEquals(1, SweepPace.most(Duration.ZERO));
    assertEquals(20, SweepPace.most(Duration.ofSeconds(5)));
    assertEquals(64, SweepPace.most(Duration.ofMinutes(5)));
  }
}
