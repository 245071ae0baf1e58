// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.agent.probe.Prober;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LinkTableTest {
  private static final Duration DOWN_AFTER = Duration.ofSeconds(3);

  private final Map<ProbeKind, Prober> probers =
      Map.of(
          ProbeKind.ICMP, new FakeProber(ProbeKind.ICMP, _ -> Optional.empty()),
          ProbeKind.UDP, new FakeProber(ProbeKind.UDP, _ -> Optional.empty()),
          ProbeKind.TCP, new FakeProber(ProbeKind.TCP, _ -> Optional.empty()),
          ProbeKind.MTU, new FakeProber(ProbeKind.MTU, _ -> Optional.empty()));

  private LinkTable table(AgentKind kind, Set<IpFamily> families) {
    return table(kind, families, false);
  }

  private LinkTable table(AgentKind kind, Set<IpFamily> families, boolean encrypted) {
    return new LinkTable(new LinkPlan(kind, families, probers, 10_250, encrypted), DOWN_AFTER);
  }

  private static InetAddress ip(String text) {
    return InetAddress.ofLiteral(text);
  }

  private static Peer pod(String node, String podIp, String nodeIp) {
    return new Peer(
        new ClientId(AgentKind.POD, node),
        "a",
        new Endpoint(List.of(ip(podIp)), List.of(ip(nodeIp)), 6100));
  }

  @Test
  void aPodAgentHasALinkToThePodAndOneToItsNode() {
    LinkTable table = table(AgentKind.POD, Set.of(IpFamily.IPV4));
    table.update(new PeerList("g", List.of(pod("n2", "10.0.0.2", "192.168.0.2"))));

    assertEquals(
        List.of(Network.POD, Network.NODE),
        table.links().stream().map(link -> link.key().network()).toList());
    Link pod = table.links().get(0);
    Link node = table.links().get(1);
    assertEquals(Set.of(ProbeKind.values()), pod.probes());
    assertEquals(Set.of(ProbeKind.ICMP, ProbeKind.TCP), node.probes());
    assertEquals(6100, pod.targets().get(ProbeKind.TCP).port());
    assertEquals(10_250, node.targets().get(ProbeKind.TCP).port());
    assertEquals(ip("192.168.0.2"), node.targets().get(ProbeKind.ICMP).address());
  }

  @Test
  void whereAnAgentListensItHasToSayWhoItIs() {
    Peer peer =
        new Peer(
            new ClientId(AgentKind.POD, "n2"),
            "",
            new Endpoint(List.of(ip("10.0.0.2")), List.of(ip("192.168.0.2")), 6100));
    Optional<AgentIdentity> identity = Optional.of(AgentIdentity.of(peer.id()));
    for (boolean encrypted : new boolean[] {false, true}) {
      LinkTable table = table(AgentKind.POD, Set.of(IpFamily.IPV4), encrypted);
      table.update(new PeerList("g", List.of(peer)));
      Map<ProbeKind, ProbeTarget> pod = table.links().get(0).targets();
      assertEquals(identity, pod.get(ProbeKind.UDP).agent());
      assertEquals(identity, pod.get(ProbeKind.MTU).agent());
      assertEquals(encrypted ? Optional.empty() : identity, pod.get(ProbeKind.TCP).agent());
      Map<ProbeKind, ProbeTarget> node = table.links().get(1).targets();
      assertEquals(Optional.empty(), node.get(ProbeKind.TCP).agent());
    }
  }

  @Test
  void eachFamilyThatBothSidesHaveIsALinkOfItsOwn() {
    LinkTable table = table(AgentKind.HOST, Set.of(IpFamily.IPV4, IpFamily.IPV6));
    Peer dual =
        new Peer(
            new ClientId(AgentKind.HOST, "n2"),
            "",
            new Endpoint(List.of(), List.of(ip("192.168.0.2"), ip("fd00::2")), 6100));
    Peer single =
        new Peer(
            new ClientId(AgentKind.HOST, "n3"),
            "",
            new Endpoint(List.of(), List.of(ip("192.168.0.3")), 6100));
    table.update(new PeerList("g", List.of(dual, single)));
    assertEquals(3, table.links().size());
    assertTrue(table.plan().dualStack());
  }

  @Test
  void aFamilyThatThisAgentLacksMakesNoLink() {
    LinkTable table = table(AgentKind.HOST, Set.of(IpFamily.IPV6));
    Peer peer =
        new Peer(
            new ClientId(AgentKind.HOST, "n2"),
            "",
            new Endpoint(List.of(), List.of(ip("192.168.0.2")), 6100));
    table.update(new PeerList("g", List.of(peer)));
    assertEquals(List.of(), table.links());
  }

  @Test
  void aRestartedPeerKeepsItsLinkAtItsNewAddress() {
    LinkTable table = table(AgentKind.POD, Set.of(IpFamily.IPV4));
    table.update(new PeerList("g1", List.of(pod("n2", "10.0.0.2", "192.168.0.2"))));
    Link before = table.links().getFirst();
    before.record(ProbeKind.ICMP, new Outcome.Reply(1_000), 0);

    table.update(new PeerList("g2", List.of(pod("n2", "10.0.0.99", "192.168.0.2"))));

    Link after = table.links().getFirst();
    assertSame(before, after);
    assertEquals(1, after.read(ProbeKind.ICMP).sent());
    assertEquals(ip("10.0.0.99"), after.targets().get(ProbeKind.ICMP).address());
  }

  @Test
  void aPeerThatIsNoLongerListedIsGone() {
    LinkTable table = table(AgentKind.POD, Set.of(IpFamily.IPV4));
    table.update(
        new PeerList(
            "g1",
            List.of(pod("n2", "10.0.0.2", "192.168.0.2"), pod("n3", "10.0.0.3", "192.168.0.3"))));
    table.update(new PeerList("g2", List.of(pod("n3", "10.0.0.3", "192.168.0.3"))));
    assertEquals(
        List.of("n3", "n3"), table.links().stream().map(link -> link.key().peer().node()).toList());
  }

  @Test
  void columnsHoldOneRowALink() {
    LinkTable table = table(AgentKind.POD, Set.of(IpFamily.IPV4));
    table.update(
        new PeerList(
            "g1",
            List.of(pod("n2", "10.0.0.2", "192.168.0.2"), pod("n3", "10.0.0.3", "192.168.0.3"))));
    table.links().get(1).record(ProbeKind.UDP, new Outcome.Reply(1_500_000), 0);
    PlaneWindow window = new PlaneWindow(table, ProcessClock.SYSTEM, 0);

    List<PlaneResults> planes = window.offer();

    assertEquals(2, planes.size());
    PlaneResults pod = planes.getFirst();
    assertEquals(Network.POD, pod.network());
    assertEquals(List.of("n2", "n3"), pod.targets());
    assertEquals(-1, pod.up()[0]);
    assertEquals(1, pod.up()[1]);
    assertEquals(1_500, pod.probes().get(ProbeKind.UDP).rttMeanMicros()[1]);
    window.accept();
    assertEquals(0, window.offer().getFirst().probes().get(ProbeKind.UDP).sent()[1]);
  }

  @Test
  void onlyAPathThatCarriesLessThanItsRouteHasASizeInTheColumns() {
    LinkTable table = table(AgentKind.HOST, Set.of(IpFamily.IPV4));
    table.update(new PeerList("g1", List.of(host("n2", "192.168.0.2"), host("n3", "192.168.0.3"))));
    Link narrow = table.links().get(1);
    PlaneWindow window = new PlaneWindow(table, ProcessClock.SYSTEM, 0);
    table.links().forEach(link -> link.record(ProbeKind.MTU, new Outcome.Reply(1), 0));

    assertArrayEquals(new int[] {}, pathMtu(window));
    narrow.record(ProbeKind.MTU, new Outcome.Reply(1).carrying(OptionalInt.of(1_400)), 0);
    assertArrayEquals(new int[] {0, 1_400}, pathMtu(window));
    narrow.record(ProbeKind.MTU, lost(1_300), 0);
    assertArrayEquals(new int[] {0, 1_300}, pathMtu(window));
    narrow.record(ProbeKind.UDP, new Outcome.Reply(1), 0);
    assertArrayEquals(new int[] {0, 1_300}, pathMtu(window), "another kind knows nothing of it");
    narrow.record(ProbeKind.MTU, new Outcome.Reply(1), 0);
    assertArrayEquals(new int[] {}, pathMtu(window));
  }

  private static Outcome.Failure lost(int pathMtu) {
    return new Outcome.Failure(FailureReason.TIMEOUT).carrying(OptionalInt.of(pathMtu));
  }

  private static int[] pathMtu(PlaneWindow window) {
    return window.offer().getFirst().probes().get(ProbeKind.MTU).pathMtuBytes();
  }

  private static Peer host(String node, String ip) {
    return new Peer(
        new ClientId(AgentKind.HOST, node), "a", new Endpoint(List.of(), List.of(ip(ip)), 6100));
  }

  @Test
  void aLinkHasAtMostSixteenSeriesAlsoWhereItsPathIsNarrow() {
    LinkTable table = table(AgentKind.HOST, Set.of(IpFamily.IPV4));
    table.update(new PeerList("g1", List.of(host("n2", "192.168.0.2"))));
    Link link = table.links().getFirst();
    LinkMetrics metrics = new LinkMetrics(table, "n1", "a");
    link.probes().forEach(kind -> link.record(kind, new Outcome.Reply(1_000), 0));
    List<String> whole = series(metrics);
    assertEquals(16, whole.size(), whole::toString);

    link.record(ProbeKind.MTU, lost(1_400), 0);

    List<String> narrow = series(metrics);
    assertEquals(16, narrow.size(), narrow::toString);
    assertTrue(narrow.contains("netcheck_peer_path_mtu_bytes"), narrow::toString);
  }

  /** The name of each series of a link. */
  private static List<String> series(LinkMetrics metrics) {
    return metrics.collect().stream()
        .flatMap(family ->
            family.getDataPoints().stream()
                .filter(point -> point.getLabels().contains("source_node"))
                .map(_ -> family.getMetadata().getName()))
        .toList();
  }
}
