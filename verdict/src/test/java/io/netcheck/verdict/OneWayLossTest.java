// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PacketCounts;
import io.netcheck.protocol.PacketRow;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.WayCounts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Six nodes, of which some lose two of five datagrams, as agents with responder counts see it. */
class OneWayLossTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int NODES = 6;

  /** What a heartbeat loses from one node to another, on both ways. */
  private interface Path {
    WayCounts lost(int from, int to);
  }

  private static final WayCounts TWO = new WayCounts(2, 0, 0, 0);

  private static Finding lossOf(Path path) {
    VerdictEngine engine = new VerdictEngine();
    Judgement judgement = new Judgement(List.of(), List.of(), List.of());
    for (int second = 0; second < 60; second++) {
      List<Observer> observers = new ArrayList<>();
      for (int node = 1; node <= NODES; node++) {
        int heartbeat = second - second % 5;
        observers.add(observer(node, heartbeat, path));
      }
      judgement = engine.judge(new Situation(second * SECOND, observers, _ -> false));
    }
    return judgement.findings().getFirst();
  }

  private static Observer observer(int node, int second, Path path) {
    List<String> targets = new ArrayList<>();
    int[] lost = new int[NODES - 1];
    List<PacketRow> packets = new ArrayList<>();
    for (int target = 1; target <= NODES; target++) {
      if (target != node) {
        int row = targets.size();
        targets.add("n" + target);
        PacketCounts counts = new PacketCounts(path.lost(node, target), path.lost(target, node));
        lost[row] = Math.min(4, counts.there().lost() + counts.back().lost());
        if (!counts.isNone()) {
          packets.add(new PacketRow(row, counts));
        }
      }
    }
    int[] up = new int[NODES - 1];
    int[] sent = new int[NODES - 1];
    int[] rtt = new int[NODES - 1];
    Arrays.fill(up, 1);
    Arrays.fill(sent, 5);
    Arrays.fill(rtt, 200);
    Map<FailureReason, List<Integer>> reasons =
        Map.of(FailureReason.TIMEOUT, packets.stream().map(PacketRow::row).toList());
    ProbeColumn column = new ProbeColumn(up, sent, lost, rtt, rtt, reasons);
    return HostAgents.agent(
        node,
        "",
        second,
        new PlaneResults(
            Network.HOST,
            IpFamily.IPV4,
            targets,
            up,
            Map.of(ProbeKind.ICMP, column, ProbeKind.UDP, column),
            List.of(),
            Optional.empty(),
            packets,
            List.of()));
  }

  @Test
  void theWayIntoANodeIsNamed() {
    Finding loss = lossOf((_, to) -> to == 3 ? TWO : WayCounts.NONE);
    assertEquals("n3", loss.subject());
    assertEquals(
        "100 % of the lost datagrams are lost on the way to n3", loss.evidence().getLast());
  }

  @Test
  void theWayOutOfANodeIsNamed() {
    Finding loss = lossOf((from, _) -> from == 3 ? TWO : WayCounts.NONE);
    assertEquals(
        "100 % of the lost datagrams are lost on the way from n3", loss.evidence().getLast());
  }

  @Test
  void bothWaysOfALinkHaveTheirShares() {
    Finding loss =
        lossOf((from, to) ->
            from == 2 && to == 5
                ? TWO
                : from == 5 && to == 2 ? new WayCounts(1, 0, 0, 0) : WayCounts.NONE);
    assertEquals("n2 <-> n5", loss.subject());
    assertEquals(
        "67 % of the lost datagrams are lost on the way from n2 to n5, and 33 % from n5 to n2",
        loss.evidence().getLast());
  }
}
