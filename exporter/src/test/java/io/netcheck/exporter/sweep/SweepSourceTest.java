// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.TestClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SweepSourceTest {
  private final TestClock clock = new TestClock();
  private final SweepSource source =
      new SweepSource(new ClientId(AgentKind.HOST, "n1"), "life", ClockReading.of(clock));

  private boolean isAwayAfter(Duration time) {
    clock.advance(time);
    return source.isAway(clock.nanoTime());
  }

  @Test
  void anAgentIsAwayWhenSeveralOfItsHeartbeatsAreMissing() {
    source.heard(0, Duration.ofSeconds(5), clock.nanoTime());
    assertFalse(isAwayAfter(Duration.ofSeconds(119)));
    assertTrue(isAwayAfter(Duration.ofSeconds(2)));

    source.heard(0, Duration.ofMinutes(5), clock.nanoTime());
    assertFalse(isAwayAfter(Duration.ofMinutes(19)));
    assertTrue(isAwayAfter(Duration.ofMinutes(2)));

    source.heard(0, Duration.ofMillis(Long.MAX_VALUE), clock.nanoTime());
    assertTrue(isAwayAfter(Duration.ofMinutes(21)));
  }
}
