// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainMeshTest {
  private static final int LIMIT = 24;

  private static PeerMember member(int number, String zone, String... domains) {
    InetAddress address = InetAddress.ofLiteral("10.0.0.1");
    return new PeerMember(
        new Peer(
            new ClientId(AgentKind.POD, "node-" + number),
            zone,
            new Endpoint(List.of(address), List.of(address), 6100)),
        List.of(domains));
  }

  private static List<PeerMember> members(int agents, Function<Integer, PeerMember> member) {
    return new ArrayList<>(IntStream.range(0, agents).boxed().map(member).toList());
  }

  private static List<PeerMember> inZones(int agents, int zones) {
    return members(agents, number -> member(number, "zone-" + number % zones));
  }

  private static Map<ClientId, Set<ClientId>> peers(List<PeerMember> members, int limit) {
    PeerSelection selection = PeerSelection.among(members, limit);
    Map<ClientId, Set<ClientId>> peers = new HashMap<>();
    for (PeerMember member : members) {
      ClientId id = member.peer().id();
      List<ClientId> list = selection.peersOf(id).stream().map(Peer::id).toList();
      assertEquals(list.size(), Set.copyOf(list).size(), id::toString);
      assertTrue(!list.contains(id), id::toString);
      peers.put(id, Set.copyOf(list));
    }
    return peers;
  }

  private static Map<ClientId, Set<ClientId>> observers(Map<ClientId, Set<ClientId>> peers) {
    Map<ClientId, Set<ClientId>> observers = new HashMap<>();
    peers.forEach((id, list) ->
        list.forEach(peer -> observers.computeIfAbsent(peer, _ -> new HashSet<>()).add(id)));
    return observers;
  }

  private static void assertRegular(Map<ClientId, Set<ClientId>> peers, int degree) {
    peers.forEach((id, list) -> assertEquals(degree, list.size(), id::toString));
    Map<ClientId, Set<ClientId>> observers = observers(peers);
    assertEquals(peers.keySet(), observers.keySet());
    observers.forEach((id, list) -> assertEquals(degree, list.size(), id::toString));
  }

  /** How many more of {@code links} an agent should have in a zone, at all agents and zones. */
  private static int missing(
      List<PeerMember> members, Map<ClientId, Set<ClientId>> links, int own, int others) {
    Map<ClientId, String> zones =
        members.stream().collect(Collectors.toMap(it -> it.peer().id(), it -> it.peer().zone()));
    Map<String, Long> sizes =
        zones.values().stream().collect(Collectors.groupingBy(it -> it, Collectors.counting()));
    int missing = 0;
    for (ClientId id : zones.keySet()) {
      for (Map.Entry<String, Long> zone : sizes.entrySet()) {
        boolean isOwn = zone.getKey().equals(zones.get(id));
        long wanted =
            isOwn ? Math.min(own, zone.getValue() - 1) : Math.min(others, zone.getValue());
        long has =
            links.getOrDefault(id, Set.of()).stream()
                .filter(peer -> zone.getKey().equals(zones.get(peer)))
                .count();
        missing += (int) Math.max(0, wanted - has);
      }
    }
    return missing;
  }

  @ParameterizedTest
  @CsvSource({
    "26,2", "26,3", "27,2", "30,3", "30,5", "50,2", "50,3", "50,5", "100,2", "100,3", "100,4",
    "1000,2", "1000,3", "1000,4", "1000,5", "5000,3"
  })
  void halfOfThePeersAreInTheOwnZoneAndTwoInEveryOtherOne(int agents, int zones) {
    List<PeerMember> members = inZones(agents, zones);
    Map<ClientId, Set<ClientId>> peers = peers(members, LIMIT);
    assertRegular(peers, LIMIT);
    assertEquals(0, missing(members, peers, LIMIT / 2, 2));
    assertEquals(0, missing(members, observers(peers), LIMIT / 2, 2));
  }

  @Test
  void zonesOfUnequalSizesHaveTheSame() {
    List<PeerMember> members =
        members(
            1_000, number -> member(number, number % 10 < 6 ? "a" : number % 10 < 8 ? "b" : "c"));
    Map<ClientId, Set<ClientId>> peers = peers(members, LIMIT);
    assertRegular(peers, LIMIT);
    assertEquals(0, missing(members, peers, LIMIT / 2, 2));
    assertEquals(0, missing(members, observers(peers), LIMIT / 2, 2));
  }

  @Test
  void aSmallZoneServesAsManyAgentsOfALargeOneAsItCan() {
    List<PeerMember> members = members(1_000, number -> member(number, number < 5 ? "a" : "b"));
    Map<ClientId, Set<ClientId>> peers = peers(members, LIMIT);
    assertRegular(peers, LIMIT);
    for (int i = 0; i < 5; i++) {
      ClientId id = members.get(i).peer().id();
      // Four are the others of its zone, all that there are.
      assertEquals(
          20,
          observers(peers).get(id).stream()
              .filter(it -> Integer.parseInt(it.node().substring(5)) >= 5)
              .count());
    }
  }

  @Test
  void theEqualNumbersHoldWhateverTheZonesAndTheLimit() {
    Random random = new Random(11);
    for (int world = 0; world < 150; world++) {
      int zones = 1 + random.nextInt(12);
      int limit = 1 + random.nextInt(40);
      int agents = limit + 2 + random.nextInt(world % 3 == 0 ? 300 : 20);
      List<PeerMember> members =
          members(
              agents,
              number ->
                  member(
                      number,
                      "zone-" + (int) (zones * Math.pow(random.nextDouble(), 2)),
                      "rack-" + random.nextInt(4)));
      Map<ClientId, Set<ClientId>> peers = peers(members, limit);
      assertRegular(peers, limit);
      if (agents >= 3 * limit + 10) {
        assertEquals(0, missing(members, peers, (limit + 1) / 2, 0), "world " + world);
        assertEquals(0, missing(members, observers(peers), (limit + 1) / 2, 0), "world " + world);
      }
    }
  }

  @Test
  void withMoreZonesThanPeersEveryPairOfZonesIsStillProbed() {
    List<PeerMember> members = inZones(2_500, 25);
    Map<ClientId, Set<ClientId>> peers = peers(members, LIMIT);
    assertRegular(peers, LIMIT);
    assertEquals(0, missing(members, peers, LIMIT / 2, 0));
    Set<String> pairs = new HashSet<>();
    peers.forEach(
        (id, list) -> list.forEach(peer -> pairs.add(number(id) % 25 + " " + number(peer) % 25)));
    assertEquals(25 * 25, pairs.size());
  }

  private static int number(ClientId id) {
    return Integer.parseInt(id.node().substring("node-".length()));
  }

  @Test
  void halfOfThePeersInAZoneAreInTheOwnRack() {
    List<PeerMember> members =
        members(900, number -> member(number, "zone-" + number % 3, "rack-" + number % 9));
    Map<ClientId, Set<ClientId>> peers = peers(members, LIMIT);
    assertRegular(peers, LIMIT);
    assertEquals(0, missing(members, peers, LIMIT / 2, 2));
    for (Map.Entry<ClientId, Set<ClientId>> entry : peers.entrySet()) {
      int own = number(entry.getKey());
      Map<Integer, Long> racks =
          entry.getValue().stream()
              .map(DomainMeshTest::number)
              .filter(it -> it % 3 == own % 3)
              .collect(Collectors.groupingBy(it -> it % 9, Collectors.counting()));
      assertTrue(racks.get(own % 9) >= LIMIT / 4, entry::toString);
      assertEquals(3, racks.size(), entry::toString);
      assertTrue(Collections.min(racks.values()) >= 2, entry::toString);
    }
  }

  @Test
  void racksThatNoNodeHasChangeNothing() {
    List<PeerMember> without = inZones(300, 3);
    List<PeerMember> unknown = members(300, number -> member(number, "zone-" + number % 3, "", ""));
    assertEquals(peers(without, LIMIT), peers(unknown, LIMIT));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3, 25})
  void theOrderInWhichAgentsJoinedDoesNotMatter(int zones) {
    List<PeerMember> members = inZones(500, zones);
    Map<ClientId, Set<ClientId>> before = peers(members, LIMIT);
    Collections.shuffle(members, new Random(7));
    assertEquals(before, peers(members, LIMIT));
  }

  @ParameterizedTest
  @CsvSource({"1,24", "3,60", "4,70", "25,45"})
  void anAgentThatComesOrGoesChangesThePeersOfFewOthers(int zones, int mostInTheMedian) {
    Random random = new Random(3);
    List<PeerMember> members =
        members(1_000, number -> member(number, "zone-" + random.nextInt(zones)));
    List<Integer> changes = new ArrayList<>();
    Map<ClientId, Set<ClientId>> before = peers(members, LIMIT);
    for (int step = 0; step < 40; step++) {
      if (random.nextBoolean()) {
        members.remove(random.nextInt(members.size()));
      } else {
        members.add(member(1_000 + step, "zone-" + random.nextInt(zones)));
      }
      Map<ClientId, Set<ClientId>> after = peers(members, LIMIT);
      Map<ClientId, Set<ClientId>> earlier = before;
      changes.add(
          (int)
              after.keySet().stream()
                  .filter(earlier::containsKey)
                  .filter(id -> !after.get(id).equals(earlier.get(id)))
                  .count());
      before = after;
    }
    Collections.sort(changes);
    assertTrue(changes.getFirst() >= LIMIT, changes::toString);
    assertTrue(changes.get(changes.size() / 2) <= mostInTheMedian, changes::toString);
    assertTrue(changes.getLast() <= 3 * mostInTheMedian, changes::toString);
  }
}
