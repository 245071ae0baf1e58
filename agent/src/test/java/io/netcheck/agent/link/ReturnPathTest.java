// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReturnPathTest {
  private static final long SECOND = 1_000_000_000L;

  private final ReturnPath path = new ReturnPath();
  private long now;

  private void answers(int... hopLimits) {
    for (int hopLimit : hopLimits) {
      now += SECOND;
      path.record(hopLimit, now);
    }
  }

  @Test
  void theFirstAnswersChangeNothing() {
    answers(62, 62, 62, 62);
    assertFalse(path.hasChanged(now));
  }

  @Test
  void threeAnswersInARowOverAPathOfAnotherLengthAreAChange() {
    answers(62, 61, 61);
    assertFalse(path.hasChanged(now));
    answers(61);
    assertTrue(path.hasChanged(now));
  }

  @Test
  void itIsToldForTwoHeartbeats() {
    answers(62, 61, 61, 61);
    assertTrue(path.hasChanged(now + 11 * SECOND));
    assertFalse(path.hasChanged(now + 12 * SECOND));
  }

  @Test
  void theWayBackIsAChangeToo() {
    answers(62, 61, 61, 61);
    now += 20 * SECOND;
    answers(62, 62, 62);
    assertTrue(path.hasChanged(now));
  }

  @Test
  void answersThatTakeTurnsAreNoChange() {
    answers(62, 61, 62, 61, 61, 62, 61, 60, 61, 60);
    assertFalse(path.hasChanged(now));
  }

  @Test
  void anAnswerWithoutAHopLimitTellsNothing() {
    answers(62, 0, 0, 0, 0);
    assertFalse(path.hasChanged(now));
    answers(61, 0, 61, 0, 0, 61);
    assertTrue(path.hasChanged(now), "answers to other probes come in between");
  }

  @Test
  void anotherAddressOfThePeerIsAnotherPath() {
    answers(62, 62);
    path.restart();
    answers(60, 60, 60, 60);
    assertFalse(path.hasChanged(now));
  }
}
