// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.verdict.SimulatedMesh.Losses;
import io.netcheck.verdict.SimulatedMesh.Window;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nodes 1 and 2 are zone-1, nodes 3 and 4 are zone-2, and what goes from 1 to 2 is lost. */
class ZonePairTest {
  private static final int NODES = 4;
  private static final int BROKEN = 22;
  private static final Losses ONE_WAY =
      (from, to, second) -> second >= BROKEN && from <= 2 && to > 2 ? Window.DEAD : Window.WELL;

  @Test
  void aZoneThatSpokeWhileTheLossWasReportedIsHeard() {
    assertEquals(
        List.of("zone_pair_down zone-1 -> zone-2"),
        SimulatedMesh.shown(
            NODES,
            Map.of(
                1, List.of(0, 5, 10, 15, 20, 24, 29),
                2, List.of(0, 5, 10, 15, 20, 25, 30),
                3, List.of(4, 9, 14, 19, 24, 29),
                4, List.of(4, 9, 14, 19, 24, 29)),
            ONE_WAY,
            32));
  }

  @Test
  void aZoneThatIsSilentMayBeCutInBothDirections() {
    assertEquals(
        List.of("zone_pair_down zone-1 <-> zone-2"),
        SimulatedMesh.shown(
            NODES,
            Map.of(
                1, List.of(0, 5, 10, 15, 20, 24, 29),
                2, List.of(0, 5, 10, 15, 20, 25, 30),
                3, List.of(0, 5, 10, 15, 20),
                4, List.of(0, 5, 10, 15, 20)),
            ONE_WAY,
            32));
  }
}
