// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static io.netcheck.verdict.SimulatedMesh.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.verdict.SimulatedMesh.Losses;
import io.netcheck.verdict.SimulatedMesh.Window;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Nodes 1 and 2 are zone-1, nodes 3 and 4 are zone-2, and what goes from 1 to 2 is lost. */
class ZonePairTest {
  private static final int NODES = 4;
  private static final int BROKEN = 22;
  private static final Losses ONE_WAY =
      (from, to, second) -> second >= BROKEN && from <= 2 && to > 2 ? Window.DEAD : Window.WELL;

  /** What is shown, with the seconds in which an agent sends a heartbeat, by node. */
  private static List<String> shown(Map<Integer, List<Integer>> heartbeats, int until) {
    VerdictEngine engine = new VerdictEngine();
    Map<Integer, Observer> last = new TreeMap<>();
    List<String> shown = new ArrayList<>();
    for (int second = 0; second <= until; second++) {
      for (int node = 1; node <= NODES; node++) {
        if (heartbeats.get(node).contains(second)) {
          last.put(node, SimulatedMesh.observer(NODES, node, second, ONE_WAY));
        }
      }
      Situation now = new Situation(second * SECOND, List.copyOf(last.values()), _ -> false);
      engine
          .judge(now)
          .findings()
          .forEach(finding -> shown.add(finding.kind().label() + " " + finding.subject()));
    }
    return List.copyOf(new TreeSet<>(shown));
  }

  @Test
  void aZoneThatSpokeWhileTheLossWasReportedIsHeard() {
    assertEquals(
        List.of("zone_pair_down zone-1 -> zone-2"),
        shown(
            Map.of(
                1, List.of(0, 5, 10, 15, 20, 24, 29),
                2, List.of(0, 5, 10, 15, 20, 25, 30),
                3, List.of(4, 9, 14, 19, 24, 29),
                4, List.of(4, 9, 14, 19, 24, 29)),
            32));
  }

  @Test
  void aZoneThatIsSilentMayBeCutInBothDirections() {
    assertEquals(
        List.of("zone_pair_down zone-1 <-> zone-2"),
        shown(
            Map.of(
                1, List.of(0, 5, 10, 15, 20, 24, 29),
                2, List.of(0, 5, 10, 15, 20, 25, 30),
                3, List.of(0, 5, 10, 15, 20),
                4, List.of(0, 5, 10, 15, 20)),
            32));
  }
}
