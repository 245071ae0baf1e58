// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.LinkState;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LinkLivenessTest {
  private static final long SECOND = 1_000_000_000L;

  private final LinkLiveness liveness = new LinkLiveness(Duration.ofSeconds(3));

  @Test
  void isUnknownBeforeTheFirstOutcome() {
    assertEquals(LinkState.UNKNOWN, liveness.state());
  }

  @Test
  void comesUpAtTheFirstAnswer() {
    assertTrue(liveness.record(true, 0));
    assertEquals(LinkState.UP, liveness.state());
    assertFalse(liveness.record(true, SECOND));
  }

  @Test
  void goesDownExactlyThreeSecondsAfterTheLastAnswer() {
    liveness.record(true, 0);
    liveness.record(false, SECOND);
    liveness.record(false, 2 * SECOND);
    assertFalse(liveness.record(false, 3 * SECOND - 1));
    assertEquals(LinkState.UP, liveness.state());
    assertTrue(liveness.record(false, 3 * SECOND));
    assertEquals(LinkState.DOWN, liveness.state());
  }

  @Test
  void staysUpHoweverLongNobodyAsks() {
    liveness.record(true, 0);
    assertFalse(liveness.record(false, 100 * SECOND));
    assertFalse(liveness.record(false, 101 * SECOND));
    assertTrue(liveness.record(false, 102 * SECOND), "the third try without an answer");
  }

  @Test
  void oneAnswerBetweenFailuresKeepsItUp() {
    liveness.record(true, 0);
    for (int second = 1; second < 20; second++) {
      assertFalse(liveness.record(second % 3 == 0, second * SECOND));
    }
  }

  @Test
  void whatNeverAnsweredGoesDownThreeSecondsAfterTheFirstTry() {
    assertFalse(liveness.record(false, 10 * SECOND));
    assertFalse(liveness.record(false, 11 * SECOND));
    assertFalse(liveness.record(false, 12 * SECOND));
    assertTrue(liveness.record(false, 13 * SECOND));
  }

  @Test
  void comesUpAgainAtOnce() {
    for (int second = 0; second < 5; second++) {
      liveness.record(false, second * SECOND);
    }
    assertEquals(LinkState.DOWN, liveness.state());
    assertTrue(liveness.record(true, 5 * SECOND));
    assertEquals(LinkState.UP, liveness.state());
  }
}
