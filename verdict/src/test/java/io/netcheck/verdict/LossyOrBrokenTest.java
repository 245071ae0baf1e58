// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static io.netcheck.verdict.SimulatedMesh.HEARTBEAT;
import static io.netcheck.verdict.SimulatedMesh.ROUNDS;
import static io.netcheck.verdict.SimulatedMesh.SECOND;
import static io.netcheck.verdict.SimulatedMesh.kinds;
import static io.netcheck.verdict.SimulatedMesh.observer;
import static io.netcheck.verdict.SimulatedMesh.shown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.verdict.SimulatedMesh.Losses;
import io.netcheck.verdict.SimulatedMesh.Window;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Loss, links that are broken, and what is both. */
class LossyOrBrokenTest {
  private static boolean isPair(int from, int to) {
    return Set.of(from, to).equals(Set.of(1, 3));
  }

  /** The link is down in every other window, and in the others it is like this. */
  private static Losses inTurn(Window between) {
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
    Losses mesh = (_, to, _) -> to == 2 ? new Window(true, 1, 1, 0) : Window.WELL;
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

  /** Zone 1 is n1 and n2: n1 is down, and half a minute later nobody reaches n2 any more. */
  @Test
  void aNodeThatIsDownAndAnotherOneOfItsZoneAreNoZone() {
    Map<String, Integer> shown =
        shown(
            6,
            (from, to, second) -> {
              boolean first = second >= 30 && (from == 1 || to == 1);
              return first || (second >= 60 && to == 2) ? Window.DEAD : Window.WELL;
            },
            100);
    assertEquals(Set.of("node_isolated n1", "node_unreachable n2"), shown.keySet());
  }

  /** Node 4 is lost by all others in second 28, and in second 29 node 1 reaches it again or not. */
  private static List<String> lost(Losses losses, int until) {
    List<Integer> often = List.of(0, 5, 10, 15, 20, 25, 28, 33, 38);
    List<Integer> early = List.of(0, 5, 10, 15, 20, 25, 28, 29, 33, 38);
    Map<Integer, List<Integer>> heartbeats =
        Map.of(1, early, 2, often, 3, often, 4, List.of(0, 5, 10, 15, 20, 24), 5, often, 6, often);
    return SimulatedMesh.shown(6, heartbeats, losses, until);
  }

  private static boolean isLost(int from, int to, int second) {
    return second >= 28 && (from == 4 || to == 4);
  }

  @Test
  void aNodeOfWhichOneLinkComesBackIsNotCalledDead() {
    assertEquals(
        List.of("node_unreachable n4"),
        lost((from, to, second) -> isLost(from, to, second) ? Window.DEAD : Window.WELL, 32));
    assertEquals(
        List.of(),
        lost(
            (from, to, second) ->
                isLost(from, to, second) && !(from == 1 && second >= 29)
                    ? Window.DEAD
                    : Window.WELL,
            32));
  }
}
