// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.probe.Outcome;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.ProbeKind;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class HelloTurnsTest {
  private static final Outcome PROVEN = new Outcome.Reply(1);
  private static final Outcome ACCEPTED = new Outcome.Reply(1, OptionalLong.empty(), false);

  private final HelloTurns turns = new HelloTurns();

  @Test
  void oneInTenAsksWhileOtherProbesProveThePeer() {
    turns.record(ProbeKind.UDP, PROVEN);
    int asked = 0;
    for (int probe = 0; probe < 1_000; probe++) {
      if (turns.next()) {
        asked++;
      }
      turns.record(ProbeKind.TCP, ACCEPTED);
      turns.record(ProbeKind.UDP, PROVEN);
    }
    assertEquals(100, asked);
  }

  @Test
  void everyOneAsksWhileNothingIsProven() {
    for (int probe = 0; probe < 20; probe++) {
      assertTrue(turns.next());
      turns.record(ProbeKind.ICMP, new Outcome.Failure(FailureReason.TIMEOUT));
      turns.record(ProbeKind.TCP, probe % 2 == 0 ? ACCEPTED : PROVEN);
    }
  }

  @Test
  void aFailureIsFollowedByAQuestion() {
    for (int probe = 0; probe < 20; probe++) {
      turns.record(ProbeKind.UDP, PROVEN);
      turns.record(ProbeKind.TCP, new Outcome.Failure(FailureReason.WRONG_PEER));
      assertTrue(turns.next());
    }
    turns.record(ProbeKind.TCP, PROVEN);
    int asked = 0;
    for (int probe = 0; probe < 10; probe++) {
      turns.record(ProbeKind.UDP, PROVEN);
      asked += turns.next() ? 1 : 0;
    }
    assertEquals(1, asked, "one in ten again");
  }

  @Test
  void afterAProbeWithoutAProofTheNextOneAsks() {
    for (int probe = 0; probe < 20; probe++) {
      turns.record(ProbeKind.UDP, PROVEN);
      turns.next();
      assertTrue(turns.next(), "nothing was proven in between");
    }
  }
}
