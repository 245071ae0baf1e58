// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.assess.Fault;
import io.netcheck.exporter.client.ClientState;
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
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.SweepFailure;
import io.netcheck.protocol.SweepOrder;
import io.netcheck.protocol.SweepReport;
import io.netcheck.verdict.FaultKind;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SweepWatchTest {
  private static final int AGENTS = 30;

  private final TestClock clock = new TestClock();
  private final PeerMembership membership = new PeerMembership();
  private final TemporaryPeers watched = new TemporaryPeers(SweepWatch.LIMITS, clock);
  private final Topology topology =
      new WidenedTopology(
          new LiveTopology(membership, 4, clock), List.of(watched), membership::peer);
  private final SweepDesk desk = new SweepDesk(membership, topology, Duration.ofMinutes(1), clock);
  private final SweepWatch watch = new SweepWatch(desk, watched, clock);
  private final Map<String, SweepReport> reports = new HashMap<>();

  SweepWatchTest() {
    for (int i = 1; i <= AGENTS; i++) {
      InetAddress address = InetAddress.ofLiteral("10.0.0." + i);
      membership.put(new Peer(id("n" + i), "", new Endpoint(List.of(), List.of(address), 6100)));
      reports.put("n" + i, SweepReport.NOTHING);
    }
  }

  private static ClientId id(String node) {
    return new ClientId(AgentKind.HOST, node);
  }

  private static TestMesh mesh() {
    return TestMesh.of(AGENTS, Network.HOST).peers(4);
  }

  /** A sweep over all pairs, and a little more. */
  private void sweep(BiPredicate<String, String> broken) {
    for (int i = 0; i < 80; i++) {
      clock.advance(Duration.ofSeconds(1));
      reports.replaceAll((node, report) -> next(node, report, broken));
    }
  }

  private SweepReport next(String node, SweepReport report, BiPredicate<String, String> broken) {
    Heartbeat heartbeat =
        new Heartbeat(
                id(node),
                "",
                "1",
                "life",
                Duration.ofHours(1),
                1,
                false,
                Instant.EPOCH,
                Duration.ofSeconds(1),
                new Endpoint(List.of(), List.of(), 6100),
                "",
                1,
                Duration.ofSeconds(1),
                List.of(),
                List.of(),
                List.of())
            .withSweep(Optional.of(report));
    return desk.answer(heartbeat)
        .map(order ->
            new SweepReport(Optional.of(order.id()), List.of(), failures(node, order, broken)))
        .orElse(SweepReport.NOTHING);
  }

  private static List<SweepFailure> failures(
      String node, SweepOrder order, BiPredicate<String, String> broken) {
    return order.targets().stream()
        .map(peer -> peer.id().node())
        .filter(target -> broken.test(node, target))
        .map(target ->
            new SweepFailure(
                target,
                Network.HOST,
                IpFamily.IPV4,
                List.of(ProbeKind.ICMP),
                Optional.of(FailureReason.TIMEOUT)))
        .toList();
  }

  /** What is watched after some time in which nothing changes. */
  private Set<String> watchedAfter(Duration time, Assessment assessment) {
    for (int i = 0; i < time.toSeconds(); i++) {
      clock.advance(Duration.ofSeconds(1));
      watch.look(assessment);
    }
    Set<String> pairs = new TreeSet<>();
    watched.pairs().forEach(pair -> pairs.add(pair.source().node() + ">" + pair.target().node()));
    return pairs;
  }

  /** An agent that is swept from {@code node}. */
  private String swept(String node) {
    Set<ClientId> peers = new TreeSet<>();
    topology.peersOf(id(node)).peers().forEach(peer -> peers.add(peer.id()));
    return membership.ids(AgentKind.HOST).stream()
        .filter(other -> !peers.contains(other) && !other.node().equals(node))
        .map(ClientId::node)
        .sorted()
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aPairThatFailsIsAPeerForAsLongAsItFailsAndAWhileLonger() {
    String target = swept("n1");
    String generation = topology.peersOf(id("n2")).generation();
    sweep((source, other) -> source.equals("n1") && other.equals(target));
    Assessment healthy = Reports.assessment(mesh());

    assertEquals(Set.of("n1>" + target), watchedAfter(Duration.ofSeconds(8), healthy));
    assertTrue(
        topology.peersOf(id("n1")).peers().stream().anyMatch(peer -> peer.id().equals(id(target))));
    assertEquals(generation, topology.peersOf(id("n2")).generation(), "no other agent's peers");
    assertTrue(desk.status().getFirst().first().getFirst().watched());

    assertEquals(Set.of("n1>" + target), watchedAfter(Duration.ofMinutes(9), healthy));
    assertEquals(Set.of(), watchedAfter(Duration.ofMinutes(2), healthy));
    sweep((_, _) -> false);
    assertEquals(0, desk.status().getFirst().failing());
    assertEquals(Set.of(), watchedAfter(Duration.ofMinutes(1), healthy));
  }

  @Test
  void aNodeThatIsDownOrNotHeardStartsNothing() {
    sweep((_, target) -> target.equals("n4"));
    assertEquals(
        Set.of(),
        watchedAfter(Duration.ofSeconds(32), Reports.assessment(mesh().unreachable("n4"))),
        "it is named");
    assertEquals(
        Set.of(),
        watchedAfter(
            Duration.ofSeconds(32), Reports.assessment(mesh().state("n4", ClientState.LEAVING))));
    assertEquals(
        SweepWatch.LIMITS.ofTarget(),
        watchedAfter(Duration.ofSeconds(32), Reports.assessment(mesh())).size(),
        "nobody knows why");
  }

  @Test
  void aServiceOrANameThatFailsExplainsNoLink() {
    String target = swept("n1");
    sweep((source, other) -> source.equals("n1") && other.equals(target));
    String[] all = mesh().nodes().toArray(String[]::new);
    Assessment services = Reports.assessment(mesh().service("web", all).service("db", "n1"));
    assertEquals(
        Set.of(FaultKind.SERVICE_FAILING),
        services.faults().stream().map(Fault::kind).collect(Collectors.toSet()));
    Assessment names = Reports.assessment(mesh().name("example.org", all));
    assertEquals(FaultKind.DNS_FAILING, names.faults().getFirst().kind());
    ExplainedPairs explained =
        new ExplainedPairs(Stream.of(services, names).flatMap(it -> it.faults().stream()).toList());

    assertFalse(explained.contains("n1", "", target, ""));
    assertEquals(Set.of("n1>" + target), watchedAfter(Duration.ofSeconds(8), services));
  }

  @Test
  void aNetworkThatIsDownExplainsEachLink() {
    String target = swept("n1");
    sweep((source, other) -> source.equals("n1") && other.equals(target));
    TestMesh mesh = TestMesh.of(AGENTS, Network.HOST, Network.NODE).peers(4);
    mesh.nodes().forEach(node -> mesh.unreachable(node, Network.NODE));
    Assessment down = Reports.assessment(mesh);
    assertEquals(FaultKind.NETWORK_DOWN, down.faults().getFirst().kind());

    assertEquals(Set.of(), watchedAfter(Duration.ofSeconds(32), down));
  }

  @Test
  void aPairWhoseTargetLeftTheClusterFailsNoMore() {
    String target = swept("n1");
    sweep((source, other) -> source.equals("n1") && other.equals(target));
    desk.look(Reports.assessment(mesh()).clients());
    assertEquals(1, desk.status().getFirst().failing());

    membership.remove(id(target));
    desk.look(Reports.assessment(mesh()).clients());
    assertEquals(0, desk.status().getFirst().failing());
  }

  @Test
  void nothingGrowsWithoutBounds() {
    sweep((_, _) -> true);
    watchedAfter(Duration.ofMinutes(1), Reports.assessment(mesh()));
    assertTrue(watched.size() <= SweepWatch.LIMITS.all());
    assertTrue(desk.status().getFirst().failing() <= AGENTS * SweepSource.MOST_FAILING);
    assertEquals(SweepStatus.MOST_NAMED, desk.status().getFirst().first().size());
    for (int i = 1; i <= AGENTS; i++) {
      assertTrue(topology.peersOf(id("n" + i)).peers().size() <= 4 + SweepWatch.LIMITS.ofAgent());
    }
  }
}
