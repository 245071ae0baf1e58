// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PlaneCellsTest {
  private static final int ROUNDS = 5;
  private static final int USUAL = 200;
  private static final int SLOW = 20_000;

  private final PlaneCells cells = new PlaneCells();
  private final NameNumbers nodes = new NameNumbers();
  private long nanos;

  /** Takes in several heartbeats about one link, whose pings are slow if they are answered. */
  private void hear(int heartbeats, boolean pings, int datagramMicros) {
    for (int i = 0; i < heartbeats; i++) {
      nanos += 5_000_000_000L;
      cells.hear(
          new PlaneResults(
              Network.HOST,
              IpFamily.IPV4,
              List.of("n2"),
              new int[] {1},
              Map.of(
                  ProbeKind.ICMP,
                  column(pings, SLOW),
                  ProbeKind.UDP,
                  column(true, datagramMicros))),
          nodes,
          nanos,
          true);
    }
  }

  private static ProbeColumn column(boolean answered, int micros) {
    return column(answered, micros, micros);
  }

  private static ProbeColumn column(boolean answered, int meanMicros, int longestMicros) {
    return new ProbeColumn(
        new int[] {answered ? 1 : 0},
        new int[] {ROUNDS},
        new int[] {answered ? 0 : ROUNDS},
        new int[] {meanMicros},
        new int[] {longestMicros},
        answered ? Map.of() : Map.of(FailureReason.TIMEOUT, List.of(0)));
  }

  /** Takes in several heartbeats, each with one answer that is later than the others. */
  private void hearOneLate(int heartbeats, int others, int late) {
    int mean = ((ROUNDS - 1) * others + late) / ROUNDS;
    for (int i = 0; i < heartbeats; i++) {
      nanos += 5_000_000_000L;
      cells.hear(
          new PlaneResults(
              Network.HOST,
              IpFamily.IPV4,
              List.of("n2"),
              new int[] {1},
              Map.of(ProbeKind.ICMP, column(true, mean, late))),
          nodes,
          nanos,
          true);
    }
  }

  @Test
  void oneLateAnswerOfAWindowMakesNoLinkSlow() {
    hearOneLate(20, USUAL, USUAL);
    hearOneLate(10, USUAL, 50 * USUAL);
    assertEquals(0, cells.slowRows);
    hearOneLate(3, 5 * USUAL, 50 * USUAL);
    assertEquals(1, cells.slowRows);
  }

  @Test
  void aLinkIsTimedByTheSameProbeWhenPingsAreAnsweredAtLast() {
    hear(20, false, USUAL);
    hear(3, false, SLOW);
    assertEquals(1, cells.slowRows);
    hear(3, true, USUAL);
    assertEquals(0, cells.slowRows);
  }
}
