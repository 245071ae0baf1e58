// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.TestMesh;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ErrorSender;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.Finding;
import io.netcheck.verdict.Situation;
import io.netcheck.verdict.VerdictEngine;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EngineSituationsTest {
  private static final Network[] ALL = Network.values();

  @ParameterizedTest(name = "{0}")
  @MethodSource("situations")
  void aSituationHasItsVerdict(String name, TestMesh mesh, List<String> expected) {
    List<Finding> findings = find(mesh);
    assertEquals(expected, briefs(findings), name);
    for (Finding finding : findings) {
      assertTrue(finding.confidence() > 0 && finding.confidence() <= 1, finding.toString());
      assertTrue(finding.nextStep().endsWith("."), finding.nextStep());
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
            "cut off and still heard", TestMesh.of(3).unreachable("n2"), "node_isolated n2 pod"),
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
        situation("8 single links of 20", links(8), namesOfLinks(8)),
        situation("9 single links of 20", links(9), "not_explained many links all"),
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
            "cluster_split n4, n5, n6 pod"),
        situation(
            "half of 20, the other half unheard",
            silent(TestMesh.of(20).split(10), 11, 20),
            "cluster_split n11, n12, n13, n14, n15 and 5 more pod"),
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
            "the port of an agent refuses, and it reports",
            TestMesh.of(3).agentKilled("n1"),
            "rejected n1 pod"),
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
            "both agents of a node unheard",
            TestMesh.of(3, ALL)
                .state(AgentKind.POD, "n2", ClientState.STALE)
                .state(AgentKind.HOST, "n2", ClientState.STALE),
            "client_missing host/n2, pod/n2 all"),
        situation(
            "never reported",
            TestMesh.of(3).state("n2", ClientState.ABSENT),
            "client_missing pod/n2 all"),
        situation("all silent", silent(TestMesh.of(20), 1, 20), "exporter_blind every agent all"),
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
            "node_isolated n2 pod"),
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
            "mtu_black_hole n2 all"),
        situation(
            "MTU black hole towards one of 3, pod network",
            TestMesh.of(3, ALL).silent(ProbeKind.MTU, "*", "n2", Network.POD),
            "mtu_black_hole to n2 pod"),
        situation(
            "MTU black hole out of one of 5",
            TestMesh.of(5).silent(ProbeKind.MTU, "n5", "*"),
            "mtu_black_hole from n5 pod"),
        situation(
            "MTU black hole at two of 4",
            TestMesh.of(4)
                .silent(ProbeKind.MTU, "*", "n2")
                .silent(ProbeKind.MTU, "n2", "*")
                .silent(ProbeKind.MTU, "*", "n3")
                .silent(ProbeKind.MTU, "n3", "*"),
            "mtu_black_hole n2 pod",
            "mtu_black_hole n3 pod"),
        situation(
            "MTU black hole everywhere",
            TestMesh.of(3)
                .silent(ProbeKind.MTU, "*", "n1")
                .silent(ProbeKind.MTU, "*", "n2")
                .silent(ProbeKind.MTU, "*", "n3"),
            "mtu_black_hole everywhere pod"),
        situation(
            "MTU black hole on one path",
            TestMesh.of(3).silent(ProbeKind.MTU, "n1", "n3"),
            "mtu_black_hole n1 -> n3 pod"),
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
            "agent_stalled pod/n1 all"),
        situation(
            "a dead node and a link",
            TestMesh.of(8).dead("n1").cutBoth("n3", "n5"),
            "node_unreachable n1 pod",
            "link_down n3 <-> n5 pod"),
        situation(
            "rejected at the source",
            TestMesh.of(3).cut("n1", "n3").because(FailureReason.REJECTED),
            "rejected n1 -> n3 pod"),
        situation(
            "agent killed and silent, where nobody can ping",
            refused(TestMesh.of(3).state("n1", ClientState.STALE), ProbeKind.UDP, ProbeKind.TCP),
            "agent_down pod/n1 all"),
        situation(
            "refused where nobody can ping, and it reports",
            refused(TestMesh.of(3), ProbeKind.UDP, ProbeKind.TCP),
            "rejected n1 pod"),
        situation(
            "a node whose own filter refuses and rejects, and it is not heard",
            refused(
                    TestMesh.of(3).state("n1", ClientState.STALE).silent(ProbeKind.MTU, "*", "n1"),
                    ProbeKind.UDP,
                    ProbeKind.MTU)
                .because(ProbeKind.ICMP, FailureReason.REJECTED)
                .because(ProbeKind.TCP, FailureReason.REJECTED),
            "rejected n1 pod"),
        situation(
            "someone resets connections to a dead node",
            refused(TestMesh.of(3).dead("n1"), ProbeKind.TCP),
            "node_unreachable n1 pod"),
        situation(
            "someone resets connections to a node that others reach",
            TestMesh.of(3).cut("n2", "n1").because(ProbeKind.TCP, FailureReason.REFUSED),
            "rejected n2 -> n1 pod"),
        situation(
            "a proxy answers for a dead node",
            TestMesh.of(3).dead("n1").because(ProbeKind.TCP, FailureReason.WRONG_PEER),
            "node_unreachable n1 pod"),
        situation(
            "another agent answers, and nobody can ping",
            TestMesh.of(3)
                .cut("n2", "n1")
                .cut("n3", "n1")
                .because(ProbeKind.UDP, FailureReason.WRONG_PEER)
                .because(ProbeKind.TCP, FailureReason.WRONG_PEER),
            "wrong_responder n1 pod"),
        situation(
            "another agent has the address, so its own is not heard",
            TestMesh.of(3)
                .state("n1", ClientState.STALE)
                .silent(ProbeKind.UDP, "*", "n1")
                .silent(ProbeKind.TCP, "*", "n1")
                .because(FailureReason.WRONG_PEER),
            "wrong_responder n1 pod"),
        situation(
            "another host has the address, so the answers to the node go there",
            TestMesh.of(4).agentKilled("n1").isolated("n1"),
            "wrong_responder n1 pod"),
        situation(
            "dead among few peers",
            TestMesh.of(60).peers(8).dead("n9"),
            "node_unreachable n9 pod"));
  }

  private static Arguments situation(String name, TestMesh mesh, String... expected) {
    return Arguments.of(name, mesh, List.of(expected));
  }

  /** No probe of n1 is answered, and these are refused. */
  private static TestMesh refused(TestMesh mesh, ProbeKind... kinds) {
    for (ProbeKind kind : kinds) {
      mesh.because(kind, FailureReason.REFUSED);
    }
    return mesh.cut("n2", "n1").cut("n3", "n1");
  }

  private static TestMesh dead(TestMesh mesh, String node) {
    return mesh.dead(node);
  }

  /** Links of which no two share a node. */
  private static TestMesh links(int count) {
    TestMesh mesh = TestMesh.of(20);
    for (int i = 1; i <= count; i++) {
      mesh.cutBoth("n" + i, "n" + (i + 10));
    }
    return mesh;
  }

  private static String[] namesOfLinks(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> Stream.of("n" + i, "n" + (i + 10)).sorted().toList())
        .map(ends -> "link_down " + String.join(" <-> ", ends) + " pod")
        .toArray(String[]::new);
  }

  private static TestMesh silent(TestMesh mesh, int from, int to) {
    for (int i = from; i <= to; i++) {
      mesh.state("n" + i, ClientState.STALE);
    }
    return mesh;
  }

  private static List<Finding> find(TestMesh mesh) {
    return find(40, _ -> mesh);
  }

  /** What is found in the end, if a mesh is judged every second. */
  private static List<Finding> find(int end, IntFunction<TestMesh> meshAt) {
    VerdictEngine engine = new VerdictEngine();
    Observers observers = new Observers();
    List<Finding> found = List.of();
    for (int second = 10; second < end; second++) {
      long now = second * 1_000_000_000L;
      found =
          engine
              .judge(
                  new Situation(now, observers.of(meshAt.apply(second).clients(), now), _ -> false))
              .findings();
    }
    return found;
  }

  private static List<String> briefs(List<Finding> findings) {
    return findings.stream().map(EngineSituationsTest::brief).toList();
  }

  @Test
  void theSizeThatPassesABlackHoleIsEvidence() {
    TestMesh hole = TestMesh.of(4).silent(ProbeKind.MTU, "*", "n2");
    String unknown = evidence(hole);
    assertTrue(!unknown.contains("bytes"), unknown);

    hole.passes(1_400, "n1", "n2").passes(1_400, "n3", "n2");
    String known = evidence(hole);
    assertTrue(known.contains("packets of 1400 bytes pass, of 1401 bytes do not"), known);

    hole.passes(1_300, "n4", "n2");
    String several = evidence(hole);
    assertTrue(several.contains("packets of 1300 to 1400 bytes pass, and none larger"), several);
  }

  @Test
  void droppedFragmentsAreNoBlackHole() {
    List<Finding> found =
        find(TestMesh.of(4).because(FailureReason.FRAGMENTS).silent(ProbeKind.MTU, "*", "n2"));
    assertEquals(List.of("probe_blocked fragments to n2 pod"), briefs(found));
    String evidence = String.join("; ", found.getFirst().evidence());
    assertTrue(evidence.contains("fragments are dropped"), evidence);
    assertTrue(found.getFirst().nextStep().contains("second fragments"), evidence);
  }

  @Test
  void heartbeatsThatArriveOnlyInSmallSegmentsAreABlackHoleOfTheirOwnOrEvidenceOfAnother() {
    List<Finding> alone = find(TestMesh.of(4).smallSegments("n3"));
    assertEquals(List.of("mtu_black_hole to the exporter all"), briefs(alone));
    assertEquals("n3", alone.getFirst().place().node());
    assertEquals(
        "heartbeats of pod/n3 reach the exporter only in small TCP segments",
        alone.getFirst().evidence().getFirst());
    List<Finding> two = find(TestMesh.of(4).smallSegments("n3").smallSegments("n1"));
    assertEquals(List.of("mtu_black_hole to the exporter all"), briefs(two), "the same name");

    List<Finding> hole = find(TestMesh.of(4).smallSegments("n3").silent(ProbeKind.MTU, "n3", "*"));
    assertEquals(List.of("mtu_black_hole from n3 pod"), briefs(hole));
    assertEquals(
        "heartbeats of pod/n3 reach the exporter only in small TCP segments",
        hole.getFirst().evidence().getLast());
  }

  @Test
  void aHoleThatIsMendedLeavesNoOtherWhileAgentsTryLargeSegmentsAgain() {
    IntFunction<TestMesh> meshAt =
        second ->
            second < 40
                ? TestMesh.of(4).smallSegments("n3").silent(ProbeKind.MTU, "n3", "*")
                : second < 65
                    ? TestMesh.of(4).smallSegments("n3").passes(0, "n1", "n2")
                    : TestMesh.of(4).passes(0, "n1", "n2");
    for (int end = 50; end < 90; end += 10) {
      assertEquals(List.of(), briefs(find(end, meshAt)), "at " + end);
    }
  }

  /** A new engine, as that of an exporter that started in the middle of it. */
  @Test
  void whatNeverWorkedIsToldByTheAgentsAndNotByTheMemoryOfTheExporter() {
    assertEquals(
        List.of("link_down n2 <-> n3 pod"), briefs(find(TestMesh.of(4).cutBoth("n2", "n3"))));
    assertEquals(
        List.of("link_down n2 <-> n3 pod"),
        briefs(find(TestMesh.of(4).cutBoth("n2", "n3").telling())),
        "it worked before the exporter came");

    TestMesh never =
        TestMesh.of(4)
            .cutBoth("n2", "n3")
            .neverUp("n2", "n3", Duration.ofHours(7))
            .neverUp("n3", "n2", Duration.ofHours(7));
    assertEquals(List.of(), briefs(find(never)), "nothing broke, so it is not urgent");
    List<Finding> found = find(100, _ -> never);
    assertEquals(List.of("never_worked n2, n3 all"), briefs(found));
    assertEquals(
        "2 links have had no answer since they were first probed up to 420 min ago",
        found.getFirst().evidence().getFirst());
  }

  @Test
  void aLinkThatOneEndRemembersHasBrokenAlthoughTheOtherEndIsNew() {
    TestMesh mesh = TestMesh.of(4).cutBoth("n2", "n3").neverUp("n2", "n3", Duration.ofMinutes(9));
    assertEquals(List.of("link_down n2 <-> n3 pod"), briefs(find(100, _ -> mesh)));
  }

  @Test
  void aPeerThatIsNewAtItsAddressIsJoiningAtFirst() {
    for (boolean known : List.of(false, true)) {
      IntFunction<TestMesh> meshAt =
          second -> {
            TestMesh mesh = TestMesh.of(4);
            if (second < (known ? 20 : 0)) {
              return mesh;
            }
            for (String node : List.of("n1", "n2", "n3")) {
              mesh.cut(node, "n4").neverUp(node, "n4", Duration.ofSeconds(second - 10));
            }
            return mesh;
          };
      List<Finding> young = find(65, meshAt);
      assertEquals(List.of("joining n4 all"), briefs(young), "known: " + known);
      assertEquals(
          List.of(known ? "node_unreachable n4 pod" : "never_worked n4 all"),
          briefs(find(160, meshAt)),
          "only an exporter that knows its earlier address can tell that this is a fault");
    }
  }

  @Test
  void answersThatStopAreABlackHoleFromTheNodeThatSendsThem() {
    Map<String, TestMesh> meshes =
        Map.of(
            "from n2", TestMesh.of(4).largeAnswersStop("n2", "*"),
            "to n2", TestMesh.of(4).largeAnswersStop("*", "n2"),
            "n2", TestMesh.of(4).largeAnswersStop("n2", "*").largeAnswersStop("*", "n2"),
            "n2 -> n3", TestMesh.of(4).largeAnswersStop("n2", "n3"),
            "n2 <-> n3", TestMesh.of(4).largeAnswersStop("n2", "n3").largeAnswersStop("n3", "n2"),
            "everywhere",
                TestMesh.of(4)
                    .largeAnswersStop("*", "n1")
                    .largeAnswersStop("*", "n2")
                    .largeAnswersStop("*", "n3")
                    .largeAnswersStop("*", "n4"));
    meshes.forEach((subject, mesh) -> {
      assertEquals(List.of(), find(60, _ -> mesh), "not every link was asked yet");
      List<Finding> found = find(100, _ -> mesh);
      assertEquals(List.of("mtu_black_hole " + subject + " pod"), briefs(found));
      String evidence = String.join("; ", found.getFirst().evidence());
      assertTrue(evidence.contains("(large_answer)"), evidence);
      assertTrue(evidence.contains("TCP answers of 64 KiB stop on the way"), evidence);
      assertTrue(found.getFirst().nextStep().contains("MSS"), evidence);
    });
  }

  @Test
  void answersThatStopInABlackHoleThatTheTargetSeesItselfAreNoOther() {
    TestMesh hole = TestMesh.of(4).silent(ProbeKind.MTU, "n2", "*").largeAnswersStop("n2", "*");
    List<Finding> found = find(100, _ -> hole);
    assertEquals(List.of("mtu_black_hole from n2 pod"), briefs(found));
    assertTrue(found.getFirst().evidence().getFirst().contains("(timeout)"));
  }

  @Test
  void aPathThatSaysItsSizeIsNoFault() {
    assertEquals(List.of(), find(TestMesh.of(3).passes(1_400, "n1", "n2")));
  }

  private static String evidence(TestMesh mesh) {
    List<Finding> found = find(mesh);
    assertEquals(List.of("mtu_black_hole to n2 pod"), briefs(found));
    return String.join("; ", found.getFirst().evidence());
  }

  /** Until they are silent, what they said about each other does not count any more. */
  @Test
  void aPartWhoseAgentsAreLateIsStillOnePart() {
    TestMesh split = TestMesh.of(6).split(3);
    TestMesh late = TestMesh.of(6).split(3);
    for (String node : List.of("n4", "n5", "n6")) {
      split.zone(node, node.equals("n4") ? "a" : "b");
      late.zone(node, node.equals("n4") ? "a" : "b").heard(node, Duration.ofSeconds(12));
    }

    List<Finding> found = find(40, second -> second < 30 ? split : late);

    assertEquals(List.of("cluster_split n4, n5, n6 pod"), briefs(found));
  }

  @Test
  void aDeadNodeIsFoundBesideAFilterOfNewConnections() {
    TestMesh filtered =
        TestMesh.of(6).blocked(ProbeKind.TCP).because(ProbeKind.TCP, FailureReason.NEW_FLOW);
    TestMesh dead =
        TestMesh.of(6)
            .blocked(ProbeKind.TCP)
            .because(ProbeKind.TCP, FailureReason.NEW_FLOW)
            .dead("n4");

    List<Finding> found = find(40, second -> second < 30 ? filtered : dead);

    assertTrue(briefs(found).contains("node_unreachable n4 pod"), () -> briefs(found).toString());
  }

  /** The end of a fault says nothing about another one on some of its links. */
  @Test
  void aDeadNodeStaysShownWhenAFilterIsRemoved() {
    TestMesh both = TestMesh.of(6).blocked(ProbeKind.ICMP).dead("n4");
    TestMesh dead = TestMesh.of(6).dead("n4");
    for (int after = 1; after < 10; after++) {
      int end = 40 + after;

      List<Finding> found = find(end, second -> second < 40 ? both : dead);

      assertTrue(
          briefs(found).contains("node_unreachable n4 pod"), () -> end + " " + briefs(found));
    }
  }

  @Test
  void whoRejectsIsEvidence() {
    Map<ErrorSender, String> senders =
        Map.of(
            ErrorSender.SOURCE,
            "n1",
            ErrorSender.TARGET,
            "n3",
            ErrorSender.of("10.0.0.254").orElseThrow(),
            "10.0.0.254");
    senders.forEach((sender, name) -> {
      TestMesh whole = TestMesh.of(3).cut("n1", "n3");
      TestMesh part = TestMesh.of(3).silent(ProbeKind.UDP, "n1", "n3");
      for (TestMesh mesh : List.of(whole, part)) {
        List<Finding> found = find(40, _ -> mesh.because(FailureReason.REJECTED).says(sender));
        assertEquals(List.of("rejected n1 -> n3 pod"), briefs(found));
        String evidence = String.join(", ", found.getFirst().evidence());
        assertTrue(evidence.contains("(rejected by " + name + ")"), evidence);
      }
    });
  }

  /** It comes through a store that is slow, while a peer reports at once that the port refuses. */
  @Test
  void theLastHeartbeatOfAKilledAgentMayArriveAfterTheFirstRefusal() {
    List<Finding> found =
        find(
            60,
            second ->
                TestMesh.of(2)
                    .agentKilled("n1")
                    .state("n1", second < 30 ? ClientState.ACTIVE : ClientState.STALE)
                    .heard("n1", Duration.ofSeconds(second - 14)));
    assertEquals(List.of("agent_down pod/n1 all"), briefs(found));
  }

  @Test
  void anAgentThatStandsStillSaysHowLongItWasPaused() {
    assertEquals(
        List.of(
            "its heartbeats arrive, but it completes no round of probing",
            "its process was paused for 4.9 s of the last 5.0 s"),
        find(TestMesh.of(3).stalled("n2")).getFirst().evidence());
  }

  @Test
  void anAgentThatHardlyRunsDoesNotAnswerDatagramsThoughItIsHeard() {
    TestMesh starved = TestMesh.of(4).silent(ProbeKind.UDP, "*", "n2").starved("n2");

    List<Finding> found = find(26, second -> second < 20 ? TestMesh.of(4) : starved);

    assertEquals(List.of("agent_stalled pod/n2 all"), briefs(found));
  }

  @Test
  void portsThatFailOnOneLinkAreEnough() {
    List<Finding> found = find(TestMesh.of(6).failingPorts("n1", "n2", 40_001, 40_007));
    assertEquals(List.of("some_paths_failing n1 <-> n2 pod"), briefs(found));
    assertEquals(
        "about 1 of 4 paths: 2 of 8 source ports get no answer, 40001, 40007 (n1 -> n2)",
        found.getFirst().evidence().getLast());
  }

  /** A third of the links has no port on the dead path, and no sign of it. */
  @Test
  void aDeadPathOfManyIsOneFault() {
    TestMesh mesh = TestMesh.of(12);
    int told = 0;
    for (int i = 1; i <= 12; i++) {
      mesh.zone("n" + i, i % 2 == 0 ? "a" : "b");
      for (int j = 1; j <= 12; j++) {
        if (i % 2 != j % 2 && (i + j) % 3 != 0) {
          mesh.failingPorts("n" + i, "n" + j, 40_000 + i);
          told++;
        }
      }
    }
    // This mesh hears five probes a second: after a few seconds, every link would show a sign.
    List<Finding> found = find(17, _ -> mesh);
    assertEquals(List.of("some_paths_failing a <-> b pod"), briefs(found));
    assertEquals(
        "about 1 of 8 paths: "
            + told
            + " of "
            + 8 * told
            + " source ports on "
            + told
            + " links get no answer, such as 40001 (n1 -> n4)",
        found.getFirst().evidence().getLast());
  }

  @Test
  void linksThatWouldShowADeadPathByNowContradictIt() {
    TestMesh mesh = TestMesh.of(8);
    for (int i = 2; i <= 8; i++) {
      if (i % 2 == 0) {
        mesh.failingPorts("n1", "n" + i, 40_001, 40_002, 40_003, 40_004);
      }
    }
    assertEquals(
        Set.of(
            "some_paths_failing n1 <-> n2 pod",
            "some_paths_failing n1 <-> n4 pod",
            "some_paths_failing n1 <-> n6 pod",
            "some_paths_failing n1 <-> n8 pod"),
        Set.copyOf(briefs(find(mesh))));
  }

  @Test
  void portsThatFailOnFewLinksOfManyAreNoMatterOfAll() {
    List<Finding> found =
        find(
            TestMesh.of(12)
                .failingPorts("n1", "n2", 40_001)
                .failingPorts("n5", "n8", 40_001)
                .failingPorts("n3", "n11", 40_001)
                .failingPorts("n9", "n12", 40_001));
    assertEquals(
        Set.of(
            "some_paths_failing n1 <-> n2 pod",
            "some_paths_failing n5 <-> n8 pod",
            "some_paths_failing n11 <-> n3 pod",
            "some_paths_failing n12 <-> n9 pod"),
        Set.copyOf(briefs(found)));
  }

  @Test
  void whatTheKernelOfANodeSaysIsEvidenceOfItsFaults() {
    KernelHint full = new KernelHint(KernelHint.Kind.CONNTRACK_FULL, "", 98, 100);
    KernelHint carrier = new KernelHint(KernelHint.Kind.CARRIER_CHANGES, "eth0", 2, 0);
    TestMesh mesh =
        TestMesh.of(5, ALL)
            .isolated("n3")
            .cut("n1", "n5")
            .kernel("n3", full)
            .kernel("n2", full)
            .kernel("n5", carrier);
    List<Finding> found = find(mesh);
    assertEquals(List.of("node_isolated n3 all", "link_down n1 -> n5 all"), briefs(found));
    assertEquals("conntrack of n3 is 98 % full (98 of 100)", found.get(0).evidence().getLast());
    assertEquals(
        "the carrier of eth0 of n5 changed 2 times in the last 5 minutes",
        found.get(1).evidence().getLast());
  }

  @Test
  void whatASilentNodeSaidLastIsEvidenceOfItsFault() {
    KernelHint drops = new KernelHint(KernelHint.Kind.CHECKSUM_ERRORS, "udp", 1, 0);
    List<Finding> found = find(dead(TestMesh.of(5, ALL), "n4").kernel("n4", drops));
    assertEquals(
        "n4 dropped 1 UDP packet with a wrong checksum in the last 5 minutes, by its last"
            + " heartbeat",
        found.getFirst().evidence().getLast());
  }

  @Test
  void whatAKernelSaysIsNoFaultAndNoEvidenceOfOtherNodes() {
    KernelHint full = new KernelHint(KernelHint.Kind.CONNTRACK_FULL, "", 98, 100);
    assertEquals(List.of(), find(TestMesh.of(5, ALL).kernel("n2", full)));
    List<Finding> found = find(TestMesh.of(5, ALL).kernel("n2", full).isolated("n3"));
    assertTrue(found.getFirst().evidence().stream().noneMatch(line -> line.contains("conntrack")));
    // The pod network has a kernel's numbers of its own.
    found = find(TestMesh.of(5).kernel("n3", full).isolated("n3"));
    assertTrue(found.getFirst().evidence().stream().noneMatch(line -> line.contains("conntrack")));
  }

  /** What a finding explains is asked of nodes that did not exist when it began. */
  @Test
  void aClusterMayGrowDuringAFault() {
    List<Finding> found = find(60, second -> cutZones(second >= 30));
    assertEquals(List.of("zone_cut_off a pod", "node_unreachable n7 pod"), briefs(found));
  }

  /**
   * Two zones of three nodes; once it has grown, there is a dead node more and one dead link less.
   */
  private static TestMesh cutZones(boolean grown) {
    TestMesh mesh = TestMesh.of(grown ? 7 : 6);
    for (int i = 1; i <= 3; i++) {
      mesh.zone("n" + i, "a").zone("n" + (i + 3), "b");
      for (int j = 4; j <= 6; j++) {
        if (!grown || i + j > 5) {
          mesh.cutBoth("n" + i, "n" + j);
        }
      }
    }
    return grown ? mesh.dead("n7") : mesh;
  }

  private static String brief(Finding finding) {
    return finding.kind() + " " + finding.subject() + " " + finding.scope().network();
  }
}
