// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.probe.LargeAnswerExchange.AnswerResult;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class LargeAnswerCheckTest {
  private static final long SECOND = 1_000_000_000L;

  private final LargeAnswerCheck check = new LargeAnswerCheck(Duration.ofSeconds(60), 20 * SECOND);

  @Test
  void aPeerIsAskedOnceAMinuteAndNotTwiceAtATime() {
    assertFalse(check.begin(19 * SECOND));
    assertTrue(check.begin(20 * SECOND));
    assertFalse(check.begin(90 * SECOND), "it is asked already");
    check.end(AnswerResult.ARRIVED, 91 * SECOND);
    assertFalse(check.begin(150 * SECOND));
    assertTrue(check.begin(151 * SECOND));
  }

  @Test
  void twoAnswersInARowThatStopAreAFailureUntilOneArrives() {
    end(AnswerResult.STOPPED, 20);
    assertFalse(check.isFailing());
    assertTrue(check.begin(20 * SECOND), "at once");
    assertTrue(check.end(AnswerResult.STOPPED, 22 * SECOND), "it begins to fail");
    assertTrue(check.isFailing());
    assertFalse(check.begin(26 * SECOND));
    assertTrue(check.begin(27 * SECOND), "every five seconds");
    assertFalse(check.end(AnswerResult.STOPPED, 29 * SECOND), "it fails already");
    end(AnswerResult.ARRIVED, 40);
    assertFalse(check.isFailing());
    assertFalse(check.begin(99 * SECOND), "a minute later");
  }

  @Test
  void aSingleAnswerThatStopsIsChance() {
    for (int minute = 1; minute < 20; minute += 2) {
      end(AnswerResult.STOPPED, 60L * minute);
      end(AnswerResult.ARRIVED, 60L * minute + 1);
      assertFalse(check.isFailing());
    }
  }

  @Test
  void whatSaysNothingChangesNothingUntilItIsAllThatIsSaid() {
    end(AnswerResult.STOPPED, 20);
    end(AnswerResult.STOPPED, 22);
    end(AnswerResult.UNTOLD, 30);
    end(AnswerResult.UNTOLD, 40);
    assertTrue(check.isFailing());
    end(AnswerResult.UNTOLD, 50);
    assertFalse(check.isFailing());
  }

  @Test
  void anAgentWithoutThePageNeverFailsAndIsAskedRarely() {
    end(AnswerResult.STOPPED, 20);
    end(AnswerResult.ABSENT, 21);
    assertFalse(check.begin(620 * SECOND));
    assertTrue(check.begin(621 * SECOND));
    check.end(AnswerResult.STOPPED, 622 * SECOND);
    assertFalse(check.isFailing(), "the first one in a row");
  }

  @Test
  void aHurryAsksEarlierAndNeverLater() {
    check.hurry(30 * SECOND);
    assertTrue(check.begin(20 * SECOND));
    check.end(AnswerResult.ARRIVED, 21 * SECOND);
    check.hurry(30 * SECOND);
    assertEquals(false, check.begin(29 * SECOND));
    assertTrue(check.begin(30 * SECOND));
  }

  private void end(AnswerResult result, long second) {
    check.begin(second * SECOND);
    check.end(result, second * SECOND);
  }
}
