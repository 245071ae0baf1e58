// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AgentMemoryTest {
  private static final int USUAL = 10;
  private static final PlaneResults NO_LINKS =
      new PlaneResults(Network.HOST, IpFamily.IPV4, List.of(), new int[0], Map.of());

  /** Whether an agent is starved after each heartbeat, of so many rounds in ten seconds. */
  private static List<Boolean> starved(int... rounds) {
    int[] seconds = new int[rounds.length];
    Arrays.fill(seconds, 10);
    return starved(seconds, rounds);
  }

  /**
   * @param seconds that each heartbeat covers
   */
  private static List<Boolean> starved(int[] seconds, int[] rounds) {
    AgentMemory memory = new AgentMemory(0, AgentKind.HOST, 0);
    NameNumbers nodes = new NameNumbers();
    List<Boolean> starved = new ArrayList<>();
    long all = 0;
    int uptime = 0;
    for (int heartbeat = 0; heartbeat < rounds.length; heartbeat++) {
      all += rounds[heartbeat];
      uptime += seconds[heartbeat];
      Observer usual = HostAgents.agent(1, "", uptime, NO_LINKS);
      Observer.Reporting reporting =
          new Observer.Reporting(
              Duration.ofSeconds(seconds[heartbeat]),
              Duration.ofSeconds(seconds[heartbeat]),
              Duration.ofSeconds(uptime),
              heartbeat,
              all,
              true);
      memory.meet(
          new Observer(
              usual.id(),
              usual.zone(),
              usual.standing(),
              usual.heardNanos(),
              usual.life(),
              usual.endpoint(),
              reporting,
              Duration.ZERO,
              List.of(),
              usual.planes(),
              List.of(),
              List.of(),
              List.of()),
          nodes);
      starved.add(memory.isStarved());
    }
    return starved;
  }

  @Test
  void halfOfItsPaceStarvesAnAgent() {
    assertEquals(List.of(false, false, false, true), starved(USUAL, USUAL, 6, 3));
  }

  @Test
  void aStarvedAgentNeedsMoreToRecover() {
    assertEquals(List.of(false, false, true, true, false), starved(USUAL, USUAL, 3, 6, 9));
  }

  /** An agent sends heartbeats early while its links change. */
  @Test
  void aPaceIsKnownFromSeveralShortHeartbeats() {
    assertEquals(
        List.of(false, false, false, true, true, false),
        starved(new int[] {10, 10, 2, 2, 2, 2}, new int[] {USUAL, USUAL, 0, 0, 2, 2}));
  }

  @Test
  void roundsThatAStarvedAgentCatchesUpOnAreNotItsPace() {
    assertEquals(List.of(false, false, true, false, false), starved(USUAL, USUAL, 3, 20, USUAL));
  }

  @Test
  void itMayStaySlower() {
    assertEquals(List.of(false, false, true, true, true, false), starved(USUAL, USUAL, 3, 6, 6, 6));
  }
}
