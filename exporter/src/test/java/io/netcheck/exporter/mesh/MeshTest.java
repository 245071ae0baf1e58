// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MeshTest {
  private static Mesh mesh(TestMesh of) {
    return Mesh.of(of.clients());
  }

  @Test
  void linksAreCountedByNetwork() {
    Mesh mesh = mesh(TestMesh.of(4, Network.POD, Network.HOST).cut("n1", "n2", Network.POD));
    assertEquals(new LinkTotals(11, 1, 0), mesh.network(Network.POD).orElseThrow().links());
    assertEquals(new LinkTotals(12, 0, 0), mesh.network(Network.HOST).orElseThrow().links());
    assertEquals(Optional.empty(), mesh.network(Network.NODE));
    assertEquals(new LinkTotals(23, 1, 0), mesh.totals());
  }

  @Test
  void whatASourceSaysIsUnknownOnceItIsNotBelieved() {
    assertEquals(
        new LinkTotals(4, 0, 2), mesh(TestMesh.of(3).state("n1", ClientState.STALE)).totals());
    assertEquals(new LinkTotals(4, 0, 2), mesh(TestMesh.of(3).stalled("n1")).totals());
  }

  @Test
  void aLinkToWhoeverShouldBeGoneIsUnknown() {
    for (ClientState gone : List.of(ClientState.LEAVING, ClientState.EXPECTED_DOWN)) {
      assertEquals(
          new LinkTotals(2, 0, 4),
          mesh(TestMesh.of(3).unreachable("n1").state("n1", gone)).totals());
    }
  }

  @Test
  void aTargetThatOnlyItsObserversSpeakOfCountsAsTheySay() {
    Mesh mesh = Mesh.of(TestMesh.of(3).unreachable("n3").clients().subList(0, 2));
    assertEquals(new LinkTotals(2, 2, 0), mesh.totals());
    MeshNode unheard = mesh.node("n3").orElseThrow();
    assertTrue(unheard.isUnheard());
    assertEquals(new LinkTotals(0, 2, 0), unheard.inbound(Network.POD));
  }

  @Test
  void whatOnlyOneOfSeveralNodesNamesMayBeMadeUp() {
    List<Client> three = TestMesh.of(3).clients();
    List<Client> inventing = new ArrayList<>(three);
    inventing.set(0, TestMesh.of(9).isolated("n1").clients().getFirst());
    Mesh mesh = Mesh.of(inventing);
    assertEquals(3, mesh.size());
    assertEquals(Set.of(), mesh.unheard());
    assertEquals(new LinkTotals(4, 2, 6), mesh.totals());

    // Two of them do: an earlier exporter may have told them.
    inventing.set(1, TestMesh.of(9).clients().get(1));
    mesh = Mesh.after(Optional.of(mesh), inventing, _ -> false);
    assertEquals(9, mesh.size());
    assertEquals(Set.of("n4", "n5", "n6", "n7", "n8", "n9"), mesh.unheard());

    // And if only one reports, there is nobody who could contradict.
    mesh = Mesh.of(inventing.subList(0, 1));
    assertEquals(9, mesh.size());
    assertEquals(new LinkTotals(0, 8, 0), mesh.totals());
  }

  @Test
  void aNodeIsReachedByThoseWhoseLinksAreUp() {
    Mesh mesh = mesh(TestMesh.of(5).cut("n1", "n2").cut("n3", "n2").cut("n2", "n4"));
    MeshNode node = mesh.node("n2").orElseThrow();
    assertEquals(new LinkTotals(2, 2, 0), node.inbound(Network.POD));
    assertEquals(new LinkTotals(3, 1, 0), node.outbound(Network.POD));
  }

  @Test
  void aFailingLinkSaysWhichOfItsProbesFailAndWhy() {
    LinkColumns links = mesh(TestMesh.of(3).cut("n2", "n3")).links();
    assertEquals(1, links.down());
    for (int i = 0; i < links.size(); i++) {
      Link link = links.link(i);
      boolean cut = link.key().source().equals("n2") && link.key().target().equals("n3");
      assertEquals(cut ? LinkState.DOWN : LinkState.UP, link.state());
      assertEquals(cut ? 3 : 0, link.failing().size());
      assertTrue(
          link.failing().stream()
              .allMatch(probe -> probe.reason().equals(Optional.of(FailureReason.TIMEOUT))));
    }
  }

  @Test
  void aMeshMadeAfterAnotherIsTheSameAsOneMadeAnew() {
    List<Client> first = TestMesh.of(4).cut("n2", "n3").clients();
    List<Client> silent = stale(first, "n3");
    Mesh mesh = Mesh.of(first);
    for (List<Client> next :
        List.of(
            first,
            silent,
            first,
            TestMesh.of(4).dead("n1").clients(),
            TestMesh.of(4).zone("n1", "a").zone("n2", "b").clients(),
            TestMesh.of(4).zone("n1", "b").cut("n1", "n2").clients(),
            TestMesh.of(4).state("n4", ClientState.LEAVING).clients(),
            TestMesh.of(4, Network.POD, Network.NODE).cut("n4", "n1", Network.NODE).clients(),
            TestMesh.of(4, Network.POD, Network.HOST).clients(),
            TestMesh.of(5).clients(),
            TestMesh.of(5).cut("n5", "n1").clients().reversed(),
            first.subList(0, 3))) {
      Mesh anew = Mesh.of(next);
      mesh = Mesh.after(Optional.of(mesh), next, _ -> false);
      assertEquals(links(anew.links()), links(mesh.links()));
      assertEquals(anew.links().down(), mesh.links().down());
      assertEquals(anew.totals(), mesh.totals());
      assertEquals(anew.excused(), mesh.excused());
      assertEquals(anew.networks(), mesh.networks());
      assertEquals(anew.zones(), mesh.zones());
      for (int at = 0; at < next.size(); at++) {
        assertEquals(anew.isMeasuring(at), mesh.isMeasuring(at));
      }
    }
  }

  /** The same planes, from a client that has fallen silent since. */
  private static List<Client> stale(List<Client> clients, String node) {
    return clients.stream()
        .map(c ->
            c.id().node().equals(node)
                ? new Client(
                    c.identity(),
                    ClientState.STALE,
                    c.excuse(),
                    c.probing(),
                    c.duplicates(),
                    c.timing(),
                    c.results())
                : c)
        .toList();
  }

  /** Every link, asked for back and forth. */
  private static List<String> links(LinkColumns links) {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < links.size(); i++) {
      all.add(links.link(i) + " " + links.link(links.size() - 1 - i) + " " + links.target(i));
    }
    return all;
  }

  @Test
  void zonesAreCountedByPair() {
    Mesh mesh =
        mesh(TestMesh.of(3).zone("n1", "a").zone("n2", "a").zone("n3", "b").cut("n1", "n3"));
    assertEquals(
        List.of("a-a 2/0", "a-b 1/1", "b-a 2/0"),
        mesh.zones().stream()
            .map(pair ->
                pair.sourceZone()
                    + "-"
                    + pair.targetZone()
                    + " "
                    + pair.links().up()
                    + "/"
                    + pair.links().down())
            .toList());
  }

  @Test
  void zonesBeyondTheMostAreOneZone() {
    TestMesh of = TestMesh.of(40);
    of.nodes().forEach(node -> of.zone(node, "z" + node));
    Mesh mesh = mesh(of);
    assertEquals(33, mesh.zones().stream().map(ZonePair::sourceZone).distinct().count());
    assertTrue(mesh.zones().stream().anyMatch(pair -> pair.targetZone().equals("other")));
  }

  @Test
  void servicesAndNamesAreSeenByAll() {
    Mesh mesh = mesh(TestMesh.of(4).service("web", "n3").name("a.example", "n1", "n2"));
    CheckSummary web = mesh.services().getFirst();
    assertEquals(new LinkTotals(3, 1, 0), web.observers());
    assertEquals(List.of("n3"), web.failing());
    assertEquals(Optional.of(FailureReason.STATUS), web.reason());
    assertEquals(List.of("n1", "n2"), mesh.dns().getFirst().failing());
  }

  @Test
  void theSpreadOfRoundTripsIsThatOfTheSortedOnes() {
    Random random = new Random(7);
    for (int count : new int[] {1, 2, 3, 10, 99, 100, 101, 5000}) {
      int[] values = random.ints(count, 1, 50 + count).toArray();
      int[] sorted = values.clone();
      Arrays.sort(sorted);
      RttMicros rtt = RttMicros.of(values, count, 1_000_000).orElseThrow();
      assertEquals(sorted[(int) Math.ceil(0.5 * count) - 1], rtt.p50());
      assertEquals(sorted[(int) Math.ceil(0.99 * count) - 1], rtt.p99());
      assertEquals(1_000_000, rtt.max());
    }
    assertEquals(Optional.empty(), RttMicros.of(new int[5], 0, 0));
  }
}
