// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SmallSegmentsTest {
  private static final long SECOND = 1_000_000_000L;

  private final SmallSegments small = new SmallSegments();

  @Test
  void twoHeartbeatsInARowThatPassOnlyInSmallSegmentsSettleIt() {
    assertTrue(small.usualStopped(0), "tried at once");
    assertFalse(small.isSettledNext());
    assertFalse(small.smallPassed());
    assertTrue(small.isUsualDue(5 * SECOND), "once can be chance");
    small.usualStopped(5 * SECOND);
    assertTrue(small.isSettledNext(), "this one says so");
    assertTrue(small.smallPassed(), "news");
    assertTrue(small.areNeeded());
    assertFalse(small.smallPassed(), "no news");
  }

  @Test
  void aHeartbeatThatPassesAsUsualStartsAnew() {
    small.usualStopped(0);
    small.smallPassed();
    assertFalse(small.usualPassed(), "nothing was settled");
    small.usualStopped(5 * SECOND);
    assertFalse(small.isSettledNext());
  }

  @Test
  void theUsualWayIsTriedAgainNowAndThen() {
    settle();
    assertFalse(small.isUsualDue(24 * SECOND));
    assertTrue(small.isUsualDue(25 * SECOND));
    small.usualStopped(25 * SECOND);
    small.smallPassed();
    assertFalse(small.isUsualDue(44 * SECOND));
    assertTrue(small.usualPassed(), "news");
    assertFalse(small.areNeeded());
    assertTrue(small.isUsualDue(45 * SECOND));
  }

  @Test
  void anExporterThatIsSlowGetsASecondHeartbeatRarely() {
    assertTrue(small.usualStopped(0));
    small.smallFailed(3 * SECOND);
    assertFalse(small.usualStopped(8 * SECOND));
    assertFalse(small.usualStopped(32 * SECOND));
    assertTrue(small.usualStopped(33 * SECOND));
  }

  @Test
  void anExporterThatIsAwayForAWhileSettlesNothing() {
    settle();
    small.smallFailed(10 * SECOND);
    assertTrue(small.areNeeded(), "it is away in any size");
  }

  private void settle() {
    small.usualStopped(0);
    small.smallPassed();
    small.usualStopped(5 * SECOND);
    small.smallPassed();
  }
}
