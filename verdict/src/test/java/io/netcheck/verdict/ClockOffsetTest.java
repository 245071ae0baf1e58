// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClockOffsetTest {
  private static final long MILLI = 1_000_000L;
  private static final OptionalLong UNKNOWN = OptionalLong.empty();

  private final ClockOffset clock = new ClockOffset();
  private int sentSeconds = 100;

  /** A heartbeat, five seconds after the last one. */
  private void heartbeat(long aheadMillis, long lateMillis) {
    sentSeconds += 5;
    clock.add(
        new Observer(
            new ClientId(AgentKind.HOST, "n1"),
            "",
            Observer.Standing.REPORTING,
            (sentSeconds * 1_000L + lateMillis) * MILLI,
            "life",
            "10.0.0.1",
            new Observer.Reporting(
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(sentSeconds),
                sentSeconds,
                sentSeconds,
                true),
            Duration.ofMillis(aheadMillis - lateMillis),
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            List.of()));
  }

  @BeforeEach
  void threeHeartbeatsAgree() {
    heartbeat(5_000, 2);
    heartbeat(5_000, 0);
    assertEquals(UNKNOWN, clock.millis());
    heartbeat(5_000, 800);
    assertEquals(OptionalLong.of(5_000), clock.millis());
  }

  @Test
  void oneHeartbeatThatIsOnTimeEndsIt() {
    heartbeat(0, 3);
    assertEquals(UNKNOWN, clock.millis());
    heartbeat(0, 3);
    heartbeat(0, 3);
    assertEquals(OptionalLong.of(0), clock.millis());
  }

  @Test
  void ofLateOnesItTakesTwo() {
    heartbeat(0, 900);
    assertEquals(OptionalLong.of(5_000), clock.millis());
    heartbeat(0, 700);
    assertEquals(UNKNOWN, clock.millis());
  }

  @Test
  void oneThatIsLateChangesNothing() {
    heartbeat(5_000, 2_500);
    assertEquals(OptionalLong.of(5_000), clock.millis());
  }
}
