// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EngineMemoryTest {
  private static final long MINUTE = 60_000_000_000L;
  private static final int TARGETS = 10;

  private final EngineMemory memory = new EngineMemory();

  private static Observer agent(int node, String zone, int minute, String target) {
    List<String> targets = IntStream.range(0, TARGETS).mapToObj(i -> target + i).toList();
    return HostAgents.agent(
        node,
        zone,
        60 * minute,
        new PlaneResults(Network.HOST, IpFamily.IPV4, targets, new int[TARGETS], Map.of()));
  }

  private NodeStates meet(int minute, Observer... agents) {
    memory.meet(new Situation(minute * MINUTE, List.of(agents), _ -> true));
    return new NodeStates(memory, new Situation(minute * MINUTE, List.of(agents), _ -> true));
  }

  @Test
  void namesWithoutEndAreForgottenAndThoseInUseAreNot() {
    meet(0, agent(1, "zone-a", 0, "peer-"));
    int own = memory.nodes().of("n1");
    int peer = memory.nodes().of("peer-7");
    for (int minute = 1; minute < 300; minute++) {
      if (memory.isSweepDue(minute * MINUTE)) {
        memory.forgetUnused(minute * MINUTE);
      }
      meet(
          minute,
          agent(1, "zone-a", minute, "peer-"),
          agent(2, "made-up-" + minute, minute, "made-up-" + minute + "-"));
    }
    assertTrue(memory.nodes().size() < 40 * TARGETS, memory.nodes().size() + " nodes");
    assertTrue(memory.zones().size() < 40, memory.zones().size() + " zones");
    assertEquals(own, memory.nodes().of("n1"));
    assertEquals(peer, memory.nodes().of("peer-7"));
  }

  @Test
  void anAgentThatNamesAnotherZoneIsThere() {
    Observer other = agent(2, "zone-a", 0, "n");
    assertEquals("zone-a", zoneOfFirst(meet(0, agent(1, "zone-a", 0, "n"), other)));
    NodeStates moved = meet(1, agent(1, "zone-b", 1, "n"), other);
    assertEquals("zone-b", zoneOfFirst(moved));
    assertEquals(1, moved.zoneSize(moved.zone(memory.nodes().of("n2"))));
  }

  private String zoneOfFirst(NodeStates states) {
    return states.zoneOf(memory.nodes().of("n1"));
  }

  @Test
  void aTraitIsLostOrGainedWithWhatIsKnownOfTheAgent() {
    Observer one = agent(1, "", 0, "n");
    Observer two = agent(2, "", 0, "n");
    assertEquals(List.of(), named(meet(0, one, two), AgentTrait.GOING));
    assertEquals(List.of("n2"), named(meet(0, one, going(two)), AgentTrait.GOING));
    assertEquals(List.of("n1"), named(meet(0, one, going(two)), AgentTrait.BELIEVED));
    // Its place is another one.
    assertEquals(
        List.of("n2"), named(meet(0, agent(0, "", 0, "n"), one, going(two)), AgentTrait.GOING));
    assertEquals(List.of(), named(meet(0, agent(0, "", 0, "n"), one, two), AgentTrait.GOING));
  }

  private static List<String> named(NodeStates states, AgentTrait trait) {
    return states.agents(trait).stream().map(agent -> agent.last().id().node()).toList();
  }

  private static Observer going(Observer agent) {
    return new Observer(
        agent.id(),
        agent.zone(),
        Observer.Standing.GOING,
        agent.heardNanos(),
        agent.life(),
        agent.endpoint(),
        agent.reporting(),
        agent.clockOffset(),
        agent.rivals(),
        agent.planes(),
        agent.services(),
        agent.dns(),
        agent.kernel());
  }

  @Test
  void theEngineForgetsThem() {
    VerdictEngine engine = new VerdictEngine();
    for (int minute = 0; minute < 120; minute++) {
      List<Observer> agents =
          List.of(
              agent(1, "zone-a", minute, "peer-"),
              agent(2, "zone-b", minute, "made-up-" + minute + "-"));
      engine.judge(new Situation(minute * MINUTE, agents, _ -> true));
    }
    assertTrue(engine.nodeNumbers() < 40 * TARGETS, engine.nodeNumbers() + " numbers");
  }

  @Test
  void whatWasLostUnderAForgottenNumberIsForgotten() {
    NodeStates states =
        meet(0, agent(1, "zone-a", 0, "n"), agent(2, "zone-b", 0, "n"), agent(3, "", 0, "n"));
    int one = memory.nodes().of("n1");
    int two = memory.nodes().of("n2");
    int three = memory.nodes().of("n3");
    LossCounts counts = new LossCounts();
    counts.begin(0);
    counts.add(one, two, 0, new LossCounts.Packets(10, 5, 0, 0), 0, states);
    counts.add(one, three, 0, new LossCounts.Packets(10, 5, 0, 0), 0, states);
    counts.age(1);
    assertEquals(1, counts.zonePairs().size());

    BitSet nodes = new BitSet();
    nodes.set(two);
    BitSet zones = new BitSet();
    zones.set(memory.zones().of("zone-b"));
    counts.forget(new EngineMemory.Forgotten(nodes, zones));
    assertNull(counts.node(two));
    assertNotNull(counts.node(three));
    assertEquals(1, counts.pairs().size());
    assertEquals(0, counts.zonePairs().size());
  }
}
