// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PauseLogTest {
  private static final long MILLI = 1_000_000L;

  private final PauseLog log = new PauseLog(0);

  private void awake(long plannedMillis, long nowMillis) {
    log.awake(plannedMillis * MILLI, nowMillis * MILLI);
  }

  @Test
  void aLateThreadWasPausedSinceItPlannedToWake() {
    awake(10, 11);
    awake(20, 99);
    awake(200, 5_200);
    assertEquals(new PauseTotals(1, Duration.ofSeconds(5)), log.totals());
  }

  @Test
  void whatElseWasDueInAPauseCountsItOnce() {
    awake(10, 11);
    awake(20, 2_020);
    awake(30, 2_020);
    awake(500, 2_021);
    assertEquals(new PauseTotals(1, Duration.ofSeconds(2)), log.totals());
  }

  @Test
  void aSecondPauseBeginsAfterTheFirst() {
    awake(10, 1_010);
    awake(20, 1_510);
    assertEquals(new PauseTotals(2, Duration.ofMillis(1_500)), log.totals());
  }
}
