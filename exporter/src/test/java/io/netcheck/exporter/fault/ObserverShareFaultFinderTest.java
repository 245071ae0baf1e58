// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.FaultKind;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ObserverShareFaultFinderTest {
  private static final Network[] ALL = Network.values();

  @ParameterizedTest(name = "{0}")
  @MethodSource("situations")
  void aSituationHasItsVerdict(String name, TestMesh mesh, List<String> expected) {
    List<Finding> findings = find(mesh);
    assertEquals(
        expected, findings.stream().map(ObserverShareFaultFinderTest::brief).toList(), name);
    for (Finding finding : findings) {
      assertTrue(finding.confidence() > 0 && finding.confidence() <= 1, finding.toString());
      assertTrue(finding.hint().endsWith("."), finding.hint());
      assertTrue(!finding.evidence().isEmpty(), finding.toString());
    }
  }

  static Stream<Arguments> situations() {
    return Stream.of(
        situation("healthy", TestMesh.of(3, ALL)),
        situation("nobody", TestMesh.of(0)),
        situation("alone", TestMesh.of(1)),
        situation("dead of 2", TestMesh.of(2).dead("n2"), "node_unreachable n2 pod"),
        situation("dead of 3", TestMesh.of(3).dead("n2"), "node_unreachable n2 pod"),
        situation(
            "dead of 5, every network", dead(TestMesh.of(5, ALL), "n4"), "node_unreachable n4 all"),
        situation("dead of 20", dead(TestMesh.of(20, ALL), "n7"), "node_unreachable n7 all"),
        situation(
            "dead and still believed", TestMesh.of(3).unreachable("n2"), "node_unreachable n2 pod"),
        situation(
            "dead, its last words were good",
            TestMesh.of(4).cut("n1", "n4").cut("n2", "n4").cut("n3", "n4"),
            "node_unreachable n4 pod"),
        situation(
            "two dead of 3",
            TestMesh.of(3).dead("n2").dead("n3"),
            "node_unreachable n2 pod",
            "node_unreachable n3 pod"),
        situation(
            "two dead of 5",
            TestMesh.of(5).dead("n1").dead("n2"),
            "node_unreachable n1 pod",
            "node_unreachable n2 pod"),
        situation(
            "two dead of 20",
            dead(dead(TestMesh.of(20, ALL), "n3"), "n12"),
            "node_unreachable n12 all",
            "node_unreachable n3 all"),
        situation("egress cut of 5", TestMesh.of(5).isolated("n3"), "node_isolated n3 pod"),
        situation("egress cut of 3", TestMesh.of(3, ALL).isolated("n3"), "node_isolated n3 all"),
        situation("one direction", TestMesh.of(5).cut("n2", "n4"), "link_down n2 -> n4 pod"),
        situation("one direction of 3", TestMesh.of(3).cut("n2", "n1"), "link_down n2 -> n1 pod"),
        situation("both directions", TestMesh.of(5).cutBoth("n4", "n2"), "link_down n2 <-> n4 pod"),
        situation(
            "both directions of 3", TestMesh.of(3).cutBoth("n1", "n2"), "link_down n1 <-> n2 pod"),
        situation(
            "one direction of 2, both alive",
            TestMesh.of(2).cut("n1", "n2"),
            "link_down n1 -> n2 pod"),
        situation(
            "both directions of 2, both alive",
            TestMesh.of(2).cutBoth("n1", "n2"),
            "link_down n1 <-> n2 pod"),
        situation(
            "a link in every network",
            TestMesh.of(5, ALL).cutBoth("n4", "n2"),
            "link_down n2 <-> n4 all"),
        situation("half of 6", TestMesh.of(6).split(3), "cluster_split n4, n5, n6 pod"),
        situation(
            "2 against 4, every network", TestMesh.of(6, ALL).split(2), "cluster_split n1, n2 all"),
        situation(
            "half of 20",
            TestMesh.of(20).split(10),
            "cluster_split n11, n12, n13, n14, n15 and 5 more pod"),
        situation(
            "half of 6, the other half unheard",
            silent(TestMesh.of(6).split(3), 4, 6),
            "cluster_split n4, n5, n6 all"),
        situation(
            "half of 20, the other half unheard",
            silent(TestMesh.of(20).split(10), 11, 20),
            "cluster_split n11, n12, n13, n14, n15 and 5 more all"),
        situation("a zone of 20", TestMesh.of(20).split(4), "cluster_split n1, n2, n3, n4 pod"),
        situation(
            "pod network of a node",
            TestMesh.of(5, ALL).unreachable("n5", Network.POD),
            "node_unreachable n5 pod"),
        situation(
            "pod and node networks of a node",
            TestMesh.of(5, ALL).unreachable("n5", Network.POD, Network.NODE),
            "node_unreachable n5 pod,node"),
        situation(
            "agent killed, still fresh", TestMesh.of(3).agentKilled("n1"), "agent_down pod/n1 all"),
        situation(
            "agent killed and silent",
            TestMesh.of(3).agentKilled("n1").state("n1", ClientState.STALE),
            "agent_down pod/n1 all"),
        situation(
            "agent killed of 2",
            TestMesh.of(2).agentKilled("n1").state("n1", ClientState.STALE),
            "agent_down pod/n1 all"),
        situation("stalled", TestMesh.of(3).stalled("n2"), "agent_stalled pod/n2 all"),
        situation("duplicate", TestMesh.of(3).duplicate("n2"), "duplicate_client pod/n2 all"),
        situation("leaving", TestMesh.of(3).unreachable("n2").state("n2", ClientState.LEAVING)),
        situation(
            "expected down",
            TestMesh.of(3).unreachable("n2").state("n2", ClientState.EXPECTED_DOWN)),
        situation(
            "unheard but reached",
            TestMesh.of(3).state("n2", ClientState.STALE),
            "client_missing pod/n2 all"),
        situation(
            "one of two agents unheard",
            TestMesh.of(3, ALL).state(AgentKind.HOST, "n2", ClientState.STALE),
            "client_missing host/n2 all"),
        situation(
            "never reported",
            TestMesh.of(3).state("n2", ClientState.ABSENT),
            "client_missing pod/n2 all"),
        situation("all silent", silent(TestMesh.of(20), 1, 20), "client_missing of every node all"),
        situation(
            "service everywhere",
            TestMesh.of(3).service("web", "n1", "n2", "n3"),
            "service_failing web all"),
        situation(
            "service on one node",
            TestMesh.of(3).service("web", "n2"),
            "service_failing web from n2 all"),
        situation(
            "service on a dead node is a symptom",
            TestMesh.of(3).service("web", "n2").unreachable("n2"),
            "node_unreachable n2 pod"),
        situation(
            "name everywhere",
            TestMesh.of(3).name("a.example", "n1", "n2", "n3").name("b.example"),
            "dns_failing a.example at 10.0.0.10:53 all"),
        situation(
            "resolver",
            TestMesh.of(3).name("a.example", "n1", "n2", "n3").name("b.example", "n1", "n2"),
            "dns_failing resolver 10.0.0.10:53 all"),
        situation(
            "DNS of one node",
            TestMesh.of(3).name("a.example", "n1").name("b.example", "n1"),
            "dns_failing on node n1 all"),
        situation(
            "name on one node",
            TestMesh.of(3).name("a.example", "n1").name("b.example"),
            "dns_failing a.example at 10.0.0.10:53 from n1 all"),
        situation(
            "ICMP dropped by policy",
            TestMesh.of(3).blocked(ProbeKind.ICMP),
            "probe_blocked icmp pod"),
        situation(
            "MTU black hole at one of 3",
            TestMesh.of(3, ALL).silent(ProbeKind.MTU, "*", "n2").silent(ProbeKind.MTU, "n2", "*"),
            "probe_blocked mtu to and from n2 all"),
        situation(
            "MTU black hole towards one of 3, pod network",
            TestMesh.of(3, ALL).silent(ProbeKind.MTU, "*", "n2", Network.POD),
            "probe_blocked mtu to n2 pod"),
        situation(
            "MTU black hole out of one of 5",
            TestMesh.of(5).silent(ProbeKind.MTU, "n5", "*"),
            "probe_blocked mtu from n5 pod"),
        situation(
            "MTU black hole at two of 4",
            TestMesh.of(4)
                .silent(ProbeKind.MTU, "*", "n2")
                .silent(ProbeKind.MTU, "n2", "*")
                .silent(ProbeKind.MTU, "*", "n3")
                .silent(ProbeKind.MTU, "n3", "*"),
            "probe_blocked mtu to and from n2 pod",
            "probe_blocked mtu to and from n3 pod"),
        situation(
            "MTU black hole everywhere",
            TestMesh.of(3)
                .silent(ProbeKind.MTU, "*", "n1")
                .silent(ProbeKind.MTU, "*", "n2")
                .silent(ProbeKind.MTU, "*", "n3"),
            "probe_blocked mtu pod"),
        situation(
            "MTU black hole on one path",
            TestMesh.of(3).silent(ProbeKind.MTU, "n1", "n3"),
            "probe_blocked mtu n1 -> n3 pod"),
        situation(
            "ICMP filtered on one node",
            TestMesh.of(3).silent(ProbeKind.ICMP, "*", "n3"),
            "probe_blocked icmp to n3 pod"),
        situation(
            "the node port of one node is filtered",
            TestMesh.of(3, ALL).silent(ProbeKind.TCP, "*", "n3", Network.NODE),
            "probe_blocked tcp to n3 node"),
        situation(
            "a killed agent whose port drops UDP",
            TestMesh.of(3)
                .agentKilled("n1")
                .state("n1", ClientState.STALE)
                .silent(ProbeKind.UDP, "*", "n1"),
            "agent_down pod/n1 all"),
        situation(
            "a frozen agent",
            TestMesh.of(3).state("n1", ClientState.STALE).silent(ProbeKind.UDP, "*", "n1"),
            "client_missing pod/n1 all"),
        situation(
            "a dead node and a link",
            TestMesh.of(8).dead("n1").cutBoth("n3", "n5"),
            "node_unreachable n1 pod",
            "link_down n3 <-> n5 pod"),
        situation(
            "dead among few peers",
            TestMesh.of(60).peers(8).dead("n9"),
            "node_unreachable n9 pod"));
  }

  private static Arguments situation(String name, TestMesh mesh, String... expected) {
    return Arguments.of(name, mesh, List.of(expected));
  }

  private static TestMesh dead(TestMesh mesh, String node) {
    return mesh.dead(node);
  }

  private static TestMesh silent(TestMesh mesh, int from, int to) {
    for (int i = from; i <= to; i++) {
      mesh.state("n" + i, ClientState.STALE);
    }
    return mesh;
  }

  private static List<Finding> find(TestMesh mesh) {
    return new ObserverShareFaultFinder().find(Situation.of(mesh.clients()));
  }

  private static String brief(Finding finding) {
    return finding.kind() + " " + finding.subject() + " " + finding.network();
  }

  @Test
  void theEvidenceOfADeadNodeIsTheNumberOfItsObservers() {
    Finding finding = find(TestMesh.of(18).dead("n3")).getFirst();
    assertEquals(
        List.of("17 of 17 observers get no answer (timeout)", "agent pod/n3 is silent"),
        finding.evidence());
    assertTrue(finding.confidence() > 0.9);
  }

  @Test
  void theEvidenceOfADuplicateIsWhoHoldsTheNameAndWhoClaimsIt() {
    assertEquals(
        List.of(
            "127.0.0.1:6100 (instance instance-n2) holds the identity because it" + " started last",
            "127.0.0.1:6100 (instance other-n2) claims it too"),
        find(TestMesh.of(3).duplicate("n2")).getFirst().evidence());
  }

  @Test
  void oneObserverReachesAndTwoReach() {
    assertEquals(
        "1 of 1 observer reaches the host while the agent's port refuses",
        find(TestMesh.of(2).agentKilled("n1")).getFirst().evidence().getFirst());
    assertEquals(
        "2 of 2 observers reach the host while the agent's port refuses",
        find(TestMesh.of(3).agentKilled("n1")).getFirst().evidence().getFirst());
  }

  @Test
  void aHostThatDoesNotSendIsNamedInTheHint() {
    Finding one = find(TestMesh.of(4).cut("n2", "n3").because(FailureReason.LOCAL)).getFirst();
    assertEquals(
        "Packets do not leave n2. Check the routes and the firewall of n2 first.", one.hint());
    Finding both = find(TestMesh.of(4).cutBoth("n2", "n3").because(FailureReason.LOCAL)).getFirst();
    assertTrue(both.hint().contains("n2 and n3"), both.hint());
  }

  @Test
  void oneObserverAndSilenceIsLessSureThanMany() {
    assertTrue(
        find(TestMesh.of(2).dead("n2")).getFirst().confidence()
            < find(TestMesh.of(5).dead("n2")).getFirst().confidence());
  }

  @Test
  void aNodeWithoutPodNetworkIsSaidToAnswerElsewhere() {
    Finding finding = find(TestMesh.of(5, ALL).unreachable("n5", Network.POD)).getFirst();
    assertTrue(finding.evidence().contains("works in network node, host"), finding.toString());
  }

  @Test
  void aBlipOfAFewLinksBlamesNoNode() {
    TestMesh mesh = TestMesh.of(50);
    Random random = new Random(1);
    for (int i = 0; i < 75; i++) {
      mesh.cut("n" + (1 + random.nextInt(50)), "n" + (1 + random.nextInt(50)));
    }
    assertTrue(find(mesh).stream().allMatch(finding -> finding.kind() == FaultKind.LINK_DOWN));
  }

  @Test
  void singleLinksAreCappedAndTheRestIsCounted() {
    TestMesh mesh = TestMesh.of(50);
    // A third of all pairs, spread so that no node fails for half of its observers.
    for (int i = 1; i <= 50; i++) {
      for (int j = i + 1; j <= 50; j++) {
        if ((i + j) % 3 == 0) {
          mesh.cutBoth("n" + i, "n" + j);
        }
      }
    }
    List<Finding> findings = find(mesh);
    assertEquals(LinkFaults.MOST + 1, findings.size());
    assertEquals(LinkFaults.OTHERS, findings.getLast().subject());
  }

  @Test
  void silentLinksAreCappedAndTheRestIsCounted() {
    TestMesh mesh = TestMesh.of(40);
    for (int i = 1; i <= 40; i++) {
      mesh.silent(ProbeKind.MTU, "n" + i, "n" + (i % 40 + 1));
    }
    List<Finding> findings = find(mesh);
    assertEquals(BlockedProbeFaults.MOST + 1, findings.size());
    assertEquals("mtu on other links", findings.getLast().subject());
    assertEquals(
        List.of("20 further links up by other probes get no answer to mtu"),
        findings.getLast().evidence());
  }

  @Test
  void aSilentProbeSaysOfWhomItIsAndWhereToLook() {
    Finding finding =
        find(TestMesh.of(3).silent(ProbeKind.MTU, "*", "n2").silent(ProbeKind.MTU, "n2", "*"))
            .getFirst();
    assertEquals(
        List.of(
            "2 of 2 observers whose link to it is up get no answer to mtu",
            "its mtu gets no answer from 2 of 2 nodes that it reaches"),
        finding.evidence());
    assertTrue(finding.hint().contains("path MTU"), finding.hint());
    assertTrue(finding.hint().contains("node n2"), finding.hint());
  }

  @Test
  void anythingAtAllIsAnswered() {
    Random random = new Random(42);
    List<ClientState> states = List.of(ClientState.values());
    List<Network> networks = List.of(ALL);
    for (int run = 0; run < 200; run++) {
      TestMesh mesh = TestMesh.of(1 + random.nextInt(12), ALL);
      for (String node : mesh.nodes()) {
        mesh.state(node, states.get(random.nextInt(states.size())));
        for (String other : mesh.nodes()) {
          if (random.nextInt(3) == 0) {
            mesh.cut(node, other, networks.get(random.nextInt(networks.size())));
          }
          if (random.nextInt(4) == 0) {
            mesh.silent(ProbeKind.MTU, node, other, networks.get(random.nextInt(networks.size())));
          }
        }
      }
      List<Finding> findings = find(mesh);
      long different =
          findings.stream().map(finding -> finding.kind() + finding.subject()).distinct().count();
      assertEquals(different, findings.size());
    }
  }
}
