// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ReviewBudgetTest {
  private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

  private final ReviewBudget budget = new ReviewBudget(0);

  private int taken(String source, int tries, long nowNanos) {
    int taken = 0;
    for (int i = 0; i < tries; i++) {
      taken += budget.take(InetAddress.ofLiteral(source), nowNanos) ? 1 : 0;
    }
    return taken;
  }

  @Test
  void aSourceGetsTwentyAndTwoMoreASecond() {
    assertEquals(20, taken("10.0.0.1", 1_000, 0));
    assertEquals(20, taken("10.0.0.2", 1_000, 0));
    assertEquals(2, taken("10.0.0.1", 1_000, SECOND));
    assertEquals(20, taken("10.0.0.1", 1_000, 1_000 * SECOND));
  }

  @Test
  void allSourcesTogetherGetFiveHundredAndFiftyMoreASecond() {
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      taken += taken("10.0." + i / 250 + "." + i % 250, 1, 0);
    }
    assertEquals(500, taken);
    assertEquals(20, taken("10.9.9.9", 100, SECOND));
  }

  @Test
  void whoeverHasANetworkOfIpv6HasOneSource() {
    assertEquals(12, taken("fd00::1", 12, 0));
    assertEquals(8, taken("fd00::ffff:1", 1_000, 0));
    assertEquals(20, taken("fd00:0:0:1::1", 1_000, 0));
  }

  @Test
  void goodTokensCostNothing() {
    for (int i = 0; i < 10_000; i++) {
      assertTrue(budget.take(InetAddress.ofLiteral("10.0.0.1"), 0));
      budget.giveBack(InetAddress.ofLiteral("10.0.0.1"));
    }
    assertEquals(20, taken("10.0.0.1", 100, 0), "and more than there was is not given back");
  }

  @Test
  void of4096SourcesAndOneMoreTheFirstIsForgotten() {
    assertEquals(20, taken("10.0.0.1", 100, 0));
    for (int i = 1; i < 4_096; i++) {
      taken("10.1." + i / 250 + "." + i % 250, 1, 0);
    }
    assertEquals(2, taken("10.0.0.1", 100, SECOND));
    assertEquals(1, taken("10.2.0.1", 1, SECOND));
    budget.giveBack(InetAddress.ofLiteral("10.0.0.1"));
    assertEquals(20, taken("10.0.0.1", 100, SECOND));
  }
}
