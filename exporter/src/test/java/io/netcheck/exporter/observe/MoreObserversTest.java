// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.exporter.report.Reports;
import io.netcheck.exporter.topology.LiveTopology;
import io.netcheck.exporter.topology.PeerMembership;
import io.netcheck.exporter.topology.TemporaryPeers;
import io.netcheck.exporter.topology.Topology;
import io.netcheck.exporter.topology.WidenedTopology;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class MoreObserversTest {
  private static final int AGENTS = 40;
  private static final int LIMIT = 4;

  private final TestClock clock = new TestClock();
  private final PeerMembership membership = new PeerMembership();
  private final TemporaryPeers temporary = new TemporaryPeers(MoreObservers.LIMITS, clock);
  private final Topology usual = new LiveTopology(membership, LIMIT, clock);
  private final Topology widened = new WidenedTopology(usual, List.of(temporary), membership::peer);

  MoreObserversTest() {
    for (int i = 1; i <= AGENTS; i++) {
      InetAddress address = InetAddress.ofLiteral("10.0.0." + i);
      membership.put(
          new Peer(id("n" + i), zone(i), new Endpoint(List.of(), List.of(address), 6100)));
    }
  }

  private MoreObservers more(Predicate<ClientId> hasSwept) {
    return new MoreObservers(usual, temporary, hasSwept, LIMIT);
  }

  private static ClientId id(String node) {
    return new ClientId(AgentKind.HOST, node);
  }

  private static String zone(int number) {
    return "z" + number % 3;
  }

  private static TestMesh mesh() {
    TestMesh mesh = TestMesh.of(AGENTS, Network.HOST).peers(LIMIT);
    for (int i = 1; i <= AGENTS; i++) {
      mesh.zone("n" + i, zone(i));
    }
    return mesh;
  }

  private static Assessment brokenLink() {
    Assessment broken = Reports.assessment(mesh().cut("n5", "n6"));
    assertEquals("n5 -> n6", broken.faults().getFirst().subject());
    return broken;
  }

  /** How many more observers each node has. */
  private Map<String, Integer> observed() {
    Map<String, Integer> counts = new TreeMap<>();
    temporary.pairs().forEach(pair -> counts.merge(pair.target().node(), 1, Integer::sum));
    return counts;
  }

  @Test
  void bothEndsOfALinkGetObserversInTheOtherZoneAndElsewhere() {
    more(_ -> true).look(brokenLink());

    assertEquals(Map.of("n5", 4, "n6", 4), observed());
    long sameZone =
        temporary.pairs().stream()
            .filter(pair -> pair.target().equals(id("n6")))
            .filter(pair -> membership.zone(AgentKind.HOST, pair.source().node()).equals(zone(5)))
            .count();
    assertEquals(2, sameZone);
    for (TemporaryPeers.TemporaryPair pair : temporary.pairs()) {
      assertTrue(
          usual.peersOf(pair.source()).peers().stream()
              .noneMatch(peer -> peer.id().equals(pair.target())),
          "they had no link");
      assertNotEquals(
          usual.peersOf(pair.source()).generation(), widened.peersOf(pair.source()).generation());
    }
    long others =
        membership.ids(AgentKind.HOST).stream()
            .filter(it -> !widened.peersOf(it).equals(usual.peersOf(it)))
            .count();
    assertTrue(others <= 8, "agents with other peers: " + others);
  }

  @Test
  void theyStaySomeMinutesLongerThanTheFaultAndDoNotGrow() {
    MoreObservers more = more(_ -> true);
    Assessment broken = brokenLink();
    more.look(broken);
    List<TemporaryPeers.TemporaryPair> first = temporary.pairs();
    for (int i = 0; i < 1_000; i++) {
      clock.advance(Duration.ofSeconds(1));
      more.look(broken);
    }
    assertEquals(first, temporary.pairs());
    Assessment healthy = Reports.assessment(mesh());
    clock.advance(MoreObservers.KEPT.minusSeconds(1));
    more.look(healthy);
    assertEquals(first, temporary.pairs());
    clock.advance(Duration.ofSeconds(1));
    more.look(healthy);
    assertEquals(List.of(), temporary.pairs());
    assertEquals(usual.peersOf(id("n5")), widened.peersOf(id("n5")));
  }

  @Test
  void aNodeWithFewObserversGetsMore() {
    Assessment down = Reports.assessment(mesh().unreachable("n7"));
    assertEquals("n7", down.faults().getFirst().subject());
    more(_ -> true).look(down);
    assertEquals(Map.of("n7", MoreObservers.ENOUGH - LIMIT), observed());

    TemporaryPeers none = new TemporaryPeers(MoreObservers.LIMITS, clock);
    new MoreObservers(usual, none, _ -> true, MoreObservers.ENOUGH).look(down);
    assertEquals(List.of(), none.pairs(), "it has enough");
  }

  @Test
  void eachExporterChoosesAmongTheAgentsThatReportToIt() {
    Predicate<ClientId> here = id -> Integer.parseInt(id.node().substring(1)) <= AGENTS / 2;
    more(here).look(brokenLink());
    assertTrue(temporary.size() > 0);
    assertTrue(temporary.pairs().stream().allMatch(pair -> here.test(pair.source())));

    TemporaryPeers others = new TemporaryPeers(MoreObservers.LIMITS, clock);
    new MoreObservers(usual, others, here.negate(), LIMIT).look(brokenLink());
    assertTrue(others.size() > 0);
    assertTrue(others.pairs().stream().noneMatch(pair -> here.test(pair.source())));
  }

  @Test
  void anAgentThatDoesNotKnowWhatWorkedIsNotChosenUntilItDoes() {
    AtomicBoolean swept = new AtomicBoolean();
    MoreObservers more = more(_ -> swept.get());
    Assessment broken = brokenLink();
    more.look(broken);
    assertEquals(List.of(), temporary.pairs());

    swept.set(true);
    for (int i = 0; i < MoreObservers.AGAIN; i++) {
      more.look(broken);
    }
    assertEquals(Map.of("n5", 4, "n6", 4), observed());
  }

  @Test
  void theyStayWhileAnEndOfTheLinkIsShownUnderAnotherName() {
    MoreObservers more = more(_ -> true);
    more.look(brokenLink());
    List<TemporaryPeers.TemporaryPair> first = temporary.pairs();
    Assessment renamed = Reports.assessment(mesh().unreachable("n6"));
    assertEquals("n6", renamed.faults().getFirst().subject());
    clock.advance(Duration.ofMinutes(4));
    more.look(renamed);
    clock.advance(Duration.ofMinutes(4));
    more.look(renamed);
    assertTrue(temporary.pairs().containsAll(first));

    Assessment elsewhere = Reports.assessment(mesh().unreachable("n9"));
    more.look(elsewhere);
    clock.advance(MoreObservers.KEPT);
    more.look(elsewhere);
    assertEquals(Map.of("n9", 4), observed());
  }
}
