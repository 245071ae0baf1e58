// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.TestClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiveTopologyTest {
  private static final int LIMIT = 24;

  private final TestClock clock = new TestClock();

  private static Peer peer(AgentKind kind, int number) {
    InetAddress address = InetAddress.ofLiteral("10.0." + number / 250 + "." + (number % 250 + 1));
    return new Peer(
        new ClientId(kind, "node-" + number),
        "zone-" + number % 3,
        new Endpoint(List.of(address), List.of(address), 6100));
  }

  private static List<Peer> peers(int count) {
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      peers.add(peer(AgentKind.POD, i));
    }
    return peers;
  }

  private Topology topologyOf(List<Peer> peers) {
    PeerMembership membership = new PeerMembership();
    peers.forEach(membership::put);
    return new LiveTopology(membership, LIMIT, clock);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 25, 26, 100, 1_000})
  void everyAgentIsProbedByEquallyManyOthers(int agents) {
    List<Peer> members = peers(agents);
    Topology topology = topologyOf(members);
    int degree = Math.min(agents - 1, LIMIT);
    Map<ClientId, Integer> observers = new HashMap<>();
    for (Peer member : members) {
      List<ClientId> targets =
          topology.peersOf(member.id()).peers().stream().map(Peer::id).toList();
      assertEquals(degree, targets.size());
      assertEquals(degree, Set.copyOf(targets).size());
      assertTrue(!targets.contains(member.id()));
      assertEquals(targets.stream().sorted().toList(), targets);
      targets.forEach(target -> observers.merge(target, 1, Integer::sum));
    }
    assertEquals(degree == 0 ? Set.of() : Set.of(degree), new HashSet<>(observers.values()));
    assertEquals(degree == 0 ? 0 : agents, observers.size());
  }

  @Test
  void podAgentsProbePodAgentsAndHostAgentsHostAgents() {
    List<Peer> members = new ArrayList<>(peers(5));
    for (int i = 0; i < 3; i++) {
      members.add(peer(AgentKind.HOST, i));
    }
    Topology topology = topologyOf(members);
    for (Peer member : members) {
      PeerList list = topology.peersOf(member.id());
      assertEquals(member.id().kind() == AgentKind.POD ? 4 : 2, list.peers().size());
      assertTrue(list.peers().stream().allMatch(peer -> peer.id().kind() == member.id().kind()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 500})
  void theSameMembersGiveTheSameGenerationsInWhateverOrderTheyJoined(int agents) {
    List<Peer> members = peers(agents);
    Topology before = topologyOf(members);
    Collections.shuffle(members, new Random(7));
    Topology after = topologyOf(members);
    for (Peer member : members) {
      assertEquals(before.peersOf(member.id()), after.peersOf(member.id()));
    }
  }

  @Test
  void aGenerationIsTheSameInEveryVersion() {
    assertEquals(
        "dccad6bbf3f40eb9", topologyOf(peers(3)).peersOf(peers(1).getFirst().id()).generation());
  }

  @Test
  void anotherEndpointIsAnotherGeneration() {
    PeerMembership membership = new PeerMembership();
    peers(3).forEach(membership::put);
    Topology topology = new LiveTopology(membership, LIMIT, clock);
    ClientId id = peers(1).getFirst().id();
    String before = topology.peersOf(id).generation();
    membership.put(peers(3).get(1));
    assertEquals(before, topology.peersOf(id).generation());
    Peer changed = peers(3).get(1);
    Endpoint moved =
        new Endpoint(changed.endpoint().podAddresses(), changed.endpoint().nodeAddresses(), 6101);
    membership.put(new Peer(changed.id(), changed.zone(), moved));
    assertNotEquals(before, topology.peersOf(id).generation());
  }

  @Test
  void aLargeMembershipIsFollowedAfterAPauseAndNobodyIsLeftWithoutPeers() {
    PeerMembership membership = new PeerMembership();
    peers(1_000).forEach(membership::put);
    Topology topology = new LiveTopology(membership, LIMIT, clock);
    Peer joiner = peer(AgentKind.POD, 1_000);
    membership.put(joiner);
    assertEquals(LIMIT, topology.peersOf(joiner.id()).peers().size());
    assertTrue(membershipSeen(topology, joiner).isEmpty());
    clock.advance(Duration.ofMillis(250));
    assertEquals(LIMIT, membershipSeen(topology, joiner).size());
  }

  @Test
  void aLargeMembershipIsFollowedForAtMostATenthOfTheTime() {
    PeerMembership membership = new PeerMembership();
    peers(1_000).forEach(membership::put);
    SlowClock slow = new SlowClock();
    slow.pause = Duration.ofMillis(40);
    Topology topology = new LiveTopology(membership, LIMIT, slow);
    slow.pause = Duration.ZERO;
    Peer joiner = peer(AgentKind.POD, 1_000);
    membership.put(joiner);
    clock.advance(Duration.ofMillis(300));
    assertTrue(membershipSeen(topology, joiner).isEmpty());
    clock.advance(Duration.ofMillis(100));
    assertEquals(LIMIT, membershipSeen(topology, joiner).size());
  }

  /** A pause before each answer, so that what happens between two answers seems to take as long. */
  private final class SlowClock implements ProcessClock {
    private Duration pause = Duration.ZERO;

    @Override
    public long nanoTime() {
      clock.advance(pause);
      return clock.nanoTime();
    }

    @Override
    public Instant instant() {
      return clock.instant();
    }
  }

  private static List<ClientId> membershipSeen(Topology topology, Peer target) {
    return peers(1_000).stream()
        .map(Peer::id)
        .filter(id -> topology.peersOf(id).peers().contains(target))
        .toList();
  }
}
