// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.daemon.ClockReading;
import io.netcheck.verdict.FaultKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final FaultLog log = new FaultLog();

  private Instant since(Finding finding, int second) {
    return log.update(List.of(finding), at(second * 1_000)).getFirst().since();
  }

  private static ClockReading at(int millis) {
    // Near the end of the range, because System.nanoTime can be there too.
    return new ClockReading(
        Long.MAX_VALUE - 1_000 + Duration.ofMillis(millis).toNanos(), START.plusMillis(millis));
  }

  private static Finding finding(String network) {
    return new Finding(
        FaultKind.NODE_UNREACHABLE, "n1", network, List.of("evidence"), 0.5, "Look.");
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
    assertEquals(List.of(), log.update(List.of(), at(1_000)));
    assertEquals(START.plusSeconds(2), since(finding("pod"), 2));
  }

  @Test
  void aSilentProbeIsAFaultOnlyOnceItStays() {
    Finding silent =
        new Finding(FaultKind.PROBE_BLOCKED, "mtu", "pod", List.of("evidence"), 0.5, "Look.");
    assertEquals(List.of(), log.update(List.of(silent), at(0)));
    assertEquals(List.of(), log.update(List.of(silent), at(1_999)));
    assertEquals(START, log.update(List.of(silent), at(2_000)).getFirst().since());
    assertEquals(List.of(), log.update(List.of(), at(3_000)));
    assertEquals(List.of(), log.update(List.of(silent), at(4_000)));
  }

  @Test
  void aWallClockThatJumpsDecidesNothing() {
    Finding silent =
        new Finding(FaultKind.PROBE_BLOCKED, "mtu", "pod", List.of("evidence"), 0.5, "Look.");
    Instant ahead = START.plusSeconds(7_200);
    Instant back = START.minusSeconds(7_200);
    assertEquals(List.of(), log.update(List.of(silent), at(0)));
    assertEquals(
        List.of(), log.update(List.of(silent), new ClockReading(at(1_999).nanoTime(), ahead)));
    assertEquals(
        START,
        log.update(List.of(silent), new ClockReading(at(2_000).nanoTime(), back))
            .getFirst()
            .since());
  }
}
