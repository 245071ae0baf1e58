// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes in zones of two, whose agents report every five seconds what five rounds have lost. */
class LossyOrBrokenTest {
  private static final long SECOND = 1_000_000_000L;
  private static final int HEARTBEAT = HostAgents.HEARTBEAT_SECONDS;
  private static final int ROUNDS = 5;

  /** What becomes of a link in the window of one heartbeat. */
  private record Window(boolean up, int pings, int datagrams, int connections) {
    static final Window WELL = new Window(true, 0, 0, 0);
    static final Window DEAD = new Window(false, ROUNDS, ROUNDS, ROUNDS);

    int lost(ProbeKind kind) {
      return switch (kind) {
        case ICMP -> pings;
        case UDP -> datagrams;
        default -> connections;
      };
    }
  }

  /** Tells what becomes of the link from one node to another until a second. */
  private interface Mesh {
    Window window(int from, int to, int second);
  }

  /** The second in which each finding was first shown. */
  private static Map<String, Integer> shown(int nodes, Mesh mesh, int seconds) {
    VerdictEngine engine = new VerdictEngine();
    Map<String, Integer> shown = new TreeMap<>();
    for (int second = 0; second < seconds; second++) {
      int heartbeat = second - second % HEARTBEAT;
      List<Observer> observers =
          IntStream.rangeClosed(1, nodes)
              .mapToObj(node -> observer(nodes, node, heartbeat, mesh))
              .toList();
      Judgement judgement = engine.judge(new Situation(second * SECOND, observers, _ -> false));
      for (Finding finding : judgement.findings()) {
        shown.putIfAbsent(finding.kind().label() + " " + finding.subject(), second);
      }
    }
    return shown;
  }

  private static Observer observer(int nodes, int node, int second, Mesh mesh) {
    List<Integer> peers =
        IntStream.rangeClosed(1, nodes).filter(peer -> peer != node).boxed().toList();
    List<Window> windows = peers.stream().map(peer -> mesh.window(node, peer, second)).toList();
    Map<ProbeKind, ProbeColumn> probes = new HashMap<>();
    for (ProbeKind kind : List.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP)) {
      probes.put(kind, column(windows.stream().map(window -> window.lost(kind)).toList()));
    }
    int[] up = windows.stream().mapToInt(window -> window.up() ? 1 : 0).toArray();
    return HostAgents.agent(
        node,
        "zone-" + (node + 1) / 2,
        second,
        new PlaneResults(
            Network.HOST,
            IpFamily.IPV4,
            peers.stream().map(peer -> "n" + peer).toList(),
            up,
            probes));
  }

  private static ProbeColumn column(List<Integer> losses) {
    int[] lost = losses.stream().mapToInt(Integer::intValue).toArray();
    int[] up = Arrays.stream(lost).map(count -> count < ROUNDS ? 1 : 0).toArray();
    int[] sent = new int[lost.length];
    int[] rtt = new int[lost.length];
    Arrays.fill(sent, ROUNDS);
    Arrays.fill(rtt, 200);
    List<Integer> losing = new ArrayList<>();
    for (int row = 0; row < lost.length; row++) {
      if (lost[row] > 0) {
        losing.add(row);
      }
    }
    Map<FailureReason, List<Integer>> reasons =
        losing.isEmpty() ? Map.of() : Map.of(FailureReason.TIMEOUT, losing);
    return new ProbeColumn(up, sent, lost, rtt, rtt, reasons);
  }

  private static boolean isPair(int from, int to) {
    return Set.of(from, to).equals(Set.of(1, 3));
  }

  private static Set<String> kinds(Map<String, Integer> shown) {
    return shown.keySet().stream()
        .map(name -> name.substring(0, name.indexOf(' ')))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The link is down in every other window, and in the others it is like this. */
  private static Mesh inTurn(Window between) {
    return (from, to, second) -> {
      if (second < 30 || !isPair(from, to)) {
        return Window.WELL;
      }
      return second / HEARTBEAT % 2 == 0 ? Window.DEAD : between;
    };
  }

  @Test
  void aLinkThatIsWellInBetweenFlaps() {
    assertTrue(kinds(shown(6, inTurn(Window.WELL), 90)).contains("flapping"));
  }

  @Test
  void aLinkThatLosesMostPacketsInBetweenDoesNotFlap() {
    Set<String> kinds = kinds(shown(6, inTurn(new Window(true, 4, 4, 4)), 90));
    assertTrue(!kinds.isEmpty() && !kinds.contains("flapping"), kinds::toString);
  }

  /** All pings and datagrams of a node and some of its connections: dead paths, or a filter. */
  @Test
  void whatChanceDoesNotExplainIsNoLoss() {
    Map<String, Integer> shown =
        shown(
            6,
            (from, to, second) ->
                second >= 30 && (from == 3 || to == 3)
                    ? new Window(true, ROUNDS, 4, 3)
                    : Window.WELL,
            65);
    assertTrue(!kinds(shown).contains("packet_loss"), shown::toString);
  }

  @Test
  void lossOfEverythingAlikeIsNamedMeanwhile() {
    Map<String, Integer> shown =
        shown(
            6,
            (from, to, second) ->
                second >= 30 && (from == 3 || to == 3) ? new Window(true, 3, 3, 3) : Window.WELL,
            65);
    assertEquals(Set.of("packet_loss n3"), shown.keySet());
  }

  /** Zone 1 is n1 and n2, zone 2 is n3 and n4. */
  private static boolean isFromZoneToZone(int from, int to) {
    return from <= 2 && to >= 3 && to <= 4;
  }

  @Test
  void aPairOfZonesIsNamedAtOnceIfNothingElseIsLost() {
    Map<String, Integer> shown =
        shown(
            8,
            (from, to, second) ->
                second >= 30 && isFromZoneToZone(from, to) ? Window.DEAD : Window.WELL,
            60);
    assertEquals(Set.of("zone_pair_down zone-1 -> zone-2"), shown.keySet());
    assertTrue(shown.values().iterator().next() < 30 + 2 * HEARTBEAT, shown::toString);
  }

  @Test
  void aPairOfZonesWaitsWhileOtherLinksOfItsNodesLoseConnections() {
    Map<String, Integer> shown =
        shown(
            8,
            (from, to, second) -> {
              if (second < 30) {
                return Window.WELL;
              }
              return isFromZoneToZone(from, to) ? Window.DEAD : new Window(true, 2, 2, 3);
            },
            30 + HEARTBEAT + 3);
    assertTrue(!kinds(shown).contains("zone_pair_down"), shown::toString);
  }

  /** What counts of the last heartbeat of n1, which loses something on the way to n2. */
  private static LossCounts heard(LossCounts.Links counted) {
    EngineMemory memory = new EngineMemory();
    LossCounts losses = new LossCounts();
    Mesh mesh = (_, to, _) -> to == 2 ? new Window(true, 1, 1, 0) : Window.WELL;
    for (int second = 0; second < 60; second += HEARTBEAT) {
      int heartbeat = second;
      List<Observer> observers =
          IntStream.rangeClosed(1, 6).mapToObj(node -> observer(6, node, heartbeat, mesh)).toList();
      Situation situation = new Situation(second * SECOND, observers, _ -> false);
      AgentMemory agent = memory.meet(situation).getFirst();
      if (second == 60 - HEARTBEAT) {
        new LossIntake(
                losses,
                new NodeStates(memory, situation),
                counted,
                (_, _) -> false,
                (_, _, _, _) -> {})
            .hear(agent);
        losses.age(situation.nanos());
      }
    }
    return losses;
  }

  /** The answers of links whose losses are explained would make every other link look lossy. */
  @Test
  void linksWithAKnownFaultCountNeitherAsLossyNorAsWell() {
    int longest = LossHorizon.COUNT - 1;
    // Each packet counts for both of its nodes.
    int link = 2 * 2 * ROUNDS;
    LossCount all = heard((_, _, _) -> true).all();
    assertEquals(5 * link, all.sent(longest), 0.1);
    assertEquals(2 * 2, all.lost(longest), 0.1);
    LossCount others = heard((_, _, target) -> target != 1).all();
    assertEquals(4 * link, others.sent(longest), 0.1);
    assertEquals(0, others.lost(longest), 0.1);
    LossCount lossy = heard((_, _, target) -> target == 1).all();
    assertEquals(link, lossy.sent(longest), 0.1);
    assertEquals(2 * 2, lossy.lost(longest), 0.1);
  }
}
