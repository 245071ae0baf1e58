// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class FaultLogTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private final FaultLog log = new FaultLog();

  private Instant since(Finding finding, int second) {
    return log.update(List.of(finding), START.plusSeconds(second)).getFirst().since();
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
    assertEquals(List.of(), log.update(List.of(), START.plusSeconds(1)));
    assertEquals(START.plusSeconds(2), since(finding("pod"), 2));
  }

  @Test
  void aSilentProbeIsAFaultOnlyOnceItStays() {
    Finding silent =
        new Finding(FaultKind.PROBE_BLOCKED, "mtu", "pod", List.of("evidence"), 0.5, "Look.");
    assertEquals(List.of(), log.update(List.of(silent), START));
    assertEquals(List.of(), log.update(List.of(silent), START.plusMillis(1_999)));
    assertEquals(START, log.update(List.of(silent), START.plusSeconds(2)).getFirst().since());
    assertEquals(List.of(), log.update(List.of(), START.plusSeconds(3)));
    assertEquals(List.of(), log.update(List.of(silent), START.plusSeconds(4)));
  }
}
