// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.FailureReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FragmentCheckTest {
  private static final Outcome REPLY = new Outcome.Reply(1_000);
  private static final Outcome SLOWER = new Outcome.Reply(2_000);
  private static final Outcome TIMEOUT = new Outcome.Failure(FailureReason.TIMEOUT);
  private static final Outcome FRAGMENTS =
      new Outcome.Failure(FailureReason.FRAGMENTS, Optional.empty(), true);

  private final FragmentCheck check = new FragmentCheck(0);
  private final List<Outcome> sunk = new ArrayList<>();

  private void turn(Outcome whole, Outcome fragmented, boolean wholeFirst) {
    FragmentCheck.JoinedOutcome turn = check.turn(sunk::add);
    if (wholeFirst) {
      turn.whole(whole);
      turn.fragmented(fragmented);
    } else {
      turn.fragmented(fragmented);
      turn.whole(whole);
    }
  }

  @Test
  void isDueNowAndThen() {
    int due = 0;
    for (int i = 0; i < 5 * FragmentCheck.EVERY; i++) {
      due += check.isDue() ? 1 : 0;
    }
    assertEquals(5, due);
  }

  @Test
  void aTurnHasTheOutcomeOfTheWholePacketInAnyOrder() {
    turn(REPLY, SLOWER, true);
    turn(REPLY, SLOWER, false);
    turn(TIMEOUT, TIMEOUT, true);
    turn(TIMEOUT, REPLY, false);

    assertEquals(List.of(REPLY, REPLY, TIMEOUT, TIMEOUT), sunk);
    assertFalse(check.isDue());
  }

  @Test
  void oneLossIsNoFailureButIsLookedAtAgainAtOnce() {
    turn(REPLY, TIMEOUT, true);
    assertTrue(check.isDue());
    turn(REPLY, SLOWER, true);

    assertEquals(List.of(REPLY, REPLY), sunk);
    assertFalse(check.isDue());
  }

  @Test
  void fragmentsThatStayLostFailUntilOnePasses() {
    turn(REPLY, TIMEOUT, true);
    turn(REPLY, TIMEOUT, false);
    turn(REPLY, TIMEOUT, true);
    assertTrue(check.isDue());
    turn(REPLY, SLOWER, true);

    assertEquals(List.of(REPLY, FRAGMENTS, FRAGMENTS, REPLY), sunk);
    assertFalse(check.isDue());
  }

  @Test
  void whatIsNoLossSaysNothingAboutFragments() {
    turn(REPLY, TIMEOUT, true);
    turn(REPLY, new Outcome.Failure(FailureReason.TOO_BIG), true);

    assertEquals(List.of(REPLY, REPLY), sunk);
    assertFalse(check.isDue());
  }
}
