// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.ClockReading;
import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultPlace;
import io.netcheck.verdict.FaultScope;
import io.netcheck.verdict.FaultSeverity;
import io.netcheck.verdict.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final FaultLog log = new FaultLog();

  private Instant since(Finding finding, int second) {
    return log.update(List.of(finding), at(second * 1_000), 0).getFirst().since();
  }

  private static ClockReading at(int millis) {
    // Near the end of the range, because System.nanoTime can be there too.
    return new ClockReading(
        Long.MAX_VALUE - 1_000 + Duration.ofMillis(millis).toNanos(), START.plusMillis(millis));
  }

  private static Finding finding(String network) {
    return new Finding(
        FaultKind.NODE_UNREACHABLE,
        FaultSeverity.CRITICAL,
        "n1",
        new FaultScope(network, FaultScope.ALL, FaultScope.ALL),
        FaultPlace.NONE,
        1,
        0,
        List.of("evidence"),
        List.of(),
        0.5,
        "Look.");
  }

  @Test
  void aFaultKeepsItsFirstTimeWhileItLasts() {
    assertEquals(START, since(finding("pod"), 0));
    assertEquals(START, since(finding("pod"), 7));
  }

  @Test
  void aFaultThatSpreadsIsStillTheSame() {
    assertEquals(START, since(finding("pod"), 0));
    assertEquals(START, since(finding("all"), 7));
  }

  @Test
  void aFaultThatComesBackIsANewOne() {
    assertEquals(START, since(finding("pod"), 0));
    assertEquals(List.of(), log.update(List.of(), at(1_000), 0));
    assertEquals(START.plusSeconds(2), since(finding("pod"), 2));
  }

  @Test
  void aWallClockThatJumpsDecidesNothing() {
    ClockReading back = new ClockReading(at(1_999).nanoTime(), START.minusSeconds(7_200));
    assertEquals(START, since(finding("pod"), 0));
    assertEquals(START, log.update(List.of(finding("pod")), back, 0).getFirst().since());
  }
}
