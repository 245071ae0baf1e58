// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static io.netcheck.verdict.SimulatedMesh.HEARTBEAT;
import static io.netcheck.verdict.SimulatedMesh.ROUNDS;
import static io.netcheck.verdict.SimulatedMesh.kinds;
import static io.netcheck.verdict.SimulatedMesh.played;
import static io.netcheck.verdict.SimulatedMesh.shown;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.verdict.SimulatedMesh.Losses;
import io.netcheck.verdict.SimulatedMesh.Window;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What may be the first sign of dead paths, and where these end. */
class DeadPathsTest {
  private static final int START = 30;
  private static final Window PINGS = new Window(true, ROUNDS, 0, 0);
  private static final Window CONNECTION = new Window(true, 0, 0, 1);

  /** From the start on. */
  private static Losses later(Losses losses) {
    return (from, to, second) -> second < START ? Window.WELL : losses.window(from, to, second);
  }

  private static boolean isLink(int from, int to, int one, int other) {
    return (from == one && to == other) || (from == other && to == one);
  }

  @Test
  void onlyPingsOfOneLinkAreNamedOnceConnectionsAreKnownToPass() {
    Map<String, Integer> shown =
        shown(
            6,
            later((from, to, _) -> isLink(from, to, 1, 3) ? PINGS : Window.WELL),
            START + 6 * HEARTBEAT);
    assertEquals(Set.of("probe_blocked icmp n1 <-> n3"), shown.keySet());
    int after = shown.values().iterator().next() - START;
    assertTrue(after >= 9 && after < 15, shown::toString);
  }

  @Test
  void pingsOfALinkThatLosesConnectionsAreNotNamed() {
    Map<String, Integer> shown =
        shown(
            6,
            later((from, to, _) ->
                isLink(from, to, 1, 3) ? new Window(true, ROUNDS, 0, 1) : Window.WELL),
            START + 35);
    assertTrue(!kinds(shown).contains("probe_blocked"), shown::toString);
  }

  @Test
  void pingsOfSeveralSingleLinksHaveSomethingInCommon() {
    Map<String, Integer> shown =
        shown(
            6,
            later((from, to, _) ->
                isLink(from, to, 1, 3) || isLink(from, to, 2, 5) || isLink(from, to, 4, 6)
                    ? PINGS
                    : Window.WELL),
            START + 35);
    assertEquals(Set.of(), shown.keySet());
  }

  /** One agent reports first, and its pings fail on most of its links. */
  @Test
  void pingsOfANodeWaitWhileItsLinksLoseConnections() {
    Losses losses = later((from, to, _) -> from == 3 || to == 3 ? PINGS : CONNECTION);
    assertTrue(!kinds(shown(6, losses, START + 8)).contains("probe_blocked"));
    Losses pings = later((from, to, _) -> from == 3 || to == 3 ? PINGS : Window.WELL);
    assertTrue(kinds(shown(6, pings, START + 8)).contains("probe_blocked"));
  }

  /** Two in five flows are dead: a ping is one of them or not. */
  private static Window someDead(int from, int to) {
    return new Window(true, (from + to) % 2 == 0 ? ROUNDS : 0, 2, 2);
  }

  /** Two in five flows of n3 are dead, and one in five of all others: the latter shows later. */
  @Test
  void theFirstPlaceThatShowsIsNotNamedWhileOthersLoseAboutAsMuch() {
    Map<String, Integer> shown =
        shown(
            6,
            later((from, to, _) -> from == 3 || to == 3 ? someDead(from, to) : CONNECTION),
            START + 4 * HEARTBEAT);
    assertTrue(!shown.containsKey("some_paths_failing n3"), shown::toString);
  }

  @Test
  void theSamePlaceIsNamedIfOthersLoseNothing() {
    Map<String, Integer> shown =
        shown(
            6,
            later((from, to, _) -> from == 3 || to == 3 ? someDead(from, to) : Window.WELL),
            START + 4 * HEARTBEAT);
    assertEquals(Set.of("some_paths_failing n3"), shown.keySet());
  }

  @Test
  void connectionsOfALinkThatLosesSomeAreNotNamedAtOnce() {
    Losses losses =
        later((from, to, second) -> {
          if (!isLink(from, to, 1, 3)) {
            return Window.WELL;
          }
          return second < START + 30 ? CONNECTION : new Window(true, 0, 0, ROUNDS);
        });
    assertTrue(!kinds(shown(6, losses, START + 30 + 8)).contains("probe_blocked"));
    assertTrue(kinds(shown(6, losses, START + 30 + 15)).contains("probe_blocked"));
  }

  /** By chance, nothing is lost for five seconds; when it has healed, for longer. */
  @Test
  void deadPathsAreShownUntilChanceWouldLoseSomething() {
    int end = START + 80;
    Losses losses =
        later((from, to, second) ->
            from == 1 && to == 3 && second < end && second != START + 40
                ? new Window(true, ROUNDS, 1, 2)
                : Window.WELL);
    List<Set<String>> played = played(6, losses, end + 3 * HEARTBEAT);
    for (int second = START + 35; second < end; second++) {
      assertEquals(Set.of("some_paths_failing n1 <-> n3"), played.get(second), "at " + second);
    }
    assertEquals(Set.of(), played.getLast());
  }

  /** What is shown half a minute after something else happened to n3, some of whose paths fail. */
  private static Set<String> afterwards(Window change) {
    int later = START + 60;
    List<Set<String>> played =
        played(
            6,
            later((from, to, second) -> {
              if (from != 3 && to != 3) {
                return Window.WELL;
              }
              return second < later ? someDead(from, to) : change;
            }),
            later + 40);
    assertEquals(Set.of("some_paths_failing n3"), played.get(later - 1));
    return played.getLast();
  }

  @Test
  void aNodeThatDiesHasNoDeadPathsAnyMore() {
    assertEquals(Set.of("node_isolated n3"), afterwards(Window.DEAD));
  }

  @Test
  void connectionsThatAreAllLostAreNoDeadPaths() {
    assertEquals(
        Set.of("probe_blocked tcp to and from n3"), afterwards(new Window(true, 0, 0, ROUNDS)));
  }

  @Test
  void singleProbesOfSeveralKindsAreNamedInTheEnd() {
    Map<String, Integer> shown =
        shown(
            6,
            later((from, to, _) -> {
              if (isLink(from, to, 1, 3)) {
                return PINGS;
              }
              return isLink(from, to, 2, 5) || isLink(from, to, 4, 6)
                  ? new Window(true, 0, ROUNDS, 0)
                  : Window.WELL;
            }),
            START + 60);
    assertEquals(
        Set.of(
            "probe_blocked icmp n1 <-> n3",
            "probe_blocked udp n2 <-> n5",
            "probe_blocked udp n4 <-> n6"),
        shown.keySet());
    assertTrue(shown.values().stream().allMatch(second -> second >= START + 40), shown::toString);
  }
}
