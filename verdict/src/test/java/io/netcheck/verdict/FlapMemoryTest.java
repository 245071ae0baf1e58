// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FlapMemoryTest {
  private static final long SECOND = 1_000_000_000L;

  private final FlapMemory flaps = new FlapMemory();

  private static Finding node(String name) {
    return finding(FaultKind.NODE_UNREACHABLE, name, new FaultPlace(name, "", "", ""));
  }

  private static Finding link(String from, String to) {
    return finding(FaultKind.LINK_DOWN, from + " <-> " + to, new FaultPlace("", "", from, to));
  }

  private static Finding finding(FaultKind kind, String subject, FaultPlace place) {
    return new Finding(
        kind,
        kind.severity(),
        subject,
        FaultScope.ANY,
        place,
        1,
        0,
        List.of("seen"),
        List.of(),
        0.9,
        "Look.");
  }

  @BeforeEach
  void aNodeThatComesAndGoes() {
    flaps.change(node("n7"), true, 100 * SECOND);
    flaps.change(node("n7"), false, 107 * SECOND);
    assertFalse(flaps.isFlapping(node("n7"), 107 * SECOND));
    flaps.change(node("n7"), true, 115 * SECOND);
  }

  @Test
  void threeChangesWithinSpellsOfHalfAMinuteAreFlapping() {
    assertTrue(flaps.isFlapping(node("n7"), 116 * SECOND));
    assertEquals(
        List.of("n7"), flaps.findings(116 * SECOND).stream().map(Finding::subject).toList());
    assertFalse(flaps.isFlapping(node("n7"), 141 * SECOND), "it has been stable for longer");
  }

  @Test
  void aLinkOfANodeThatFlapsIsAPartOfThat() {
    assertTrue(flaps.isFlapping(link("n4", "n7"), 116 * SECOND));
    assertTrue(flaps.isFlapping(link("n7", "n8"), 116 * SECOND));
    assertFalse(flaps.isFlapping(link("n4", "n8"), 116 * SECOND));
    assertFalse(flaps.isFlapping(link("n4", "n7"), 141 * SECOND));
  }

  @Test
  void aBlockedProbeIsNoPartOfIt() {
    Finding blocked =
        finding(FaultKind.PROBE_BLOCKED, "icmp n4 <-> n7", new FaultPlace("", "", "n4", "n7"));
    assertFalse(flaps.isFlapping(blocked, 116 * SECOND));
  }
}
