// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static io.netcheck.kubernetes.MockCluster.node;
import static io.netcheck.kubernetes.MockCluster.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.netcheck.auth.AuthConfig;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterDialogue;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.PodSelector;
import io.netcheck.exporter.SimulatedAgent;
import io.netcheck.exporter.SimulatedAgents;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.TestExporter;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole exporter with a mock of the Kubernetes API, and with agents over HTTP. */
@MachineTest
class KubernetesExporterTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  /** How long a link must be down before its alert fires. */
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  private final TestClock clock = new TestClock();
  private final ExporterDialogue talk = new ExporterDialogue(this::port);
  private final SimulatedAgents fleet = new SimulatedAgents(clock, talk::beat);
  private MockCluster cluster;
  private Exporter exporter;

  @BeforeEach
  void start(@TempDir Path account) throws IOException {
    cluster = new MockCluster(account);
    exporter =
        TestExporter.start(
            ExporterParts.NONE.with(
                new KubernetesCluster(
                    cluster.config(Optional.of(new PodSelector("other", "app=other"))),
                    new AuthConfig.None(),
                    clock)),
            clock);
  }

  @AfterEach
  void stop() throws IOException {
    exporter.close();
    talk.close();
    cluster.close();
  }

  private String get(String path) {
    return talk.get(path);
  }

  private double metric(String series) {
    return talk.metric(series);
  }

  private int port() {
    return exporter.address().getPort();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(DEADLINE).untilAsserted(assertion);
  }

  private double clients(String state) {
    return metric("netcheck_clients{kind=\"host\",state=\"" + state + "\"}");
  }

  private void expect(String state, int count) {
    eventually(() -> assertEquals(count, clients(state), state));
  }

  private static String name(int number) {
    return "worker-" + number;
  }

  private static List<String> names(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(KubernetesExporterTest::name).toList();
  }

  /** Ready nodes, each with an agent that runs and reports. */
  private void cluster(int nodes) {
    for (String name : names(1, nodes)) {
      cluster.add(node(name));
      cluster.add(pod("agent-" + name, name, true, "Running"));
      fleet.start(name);
    }
    fleet.rounds(2);
    eventually(() -> assertEquals(1, metric("netcheck_kubernetes_up")));
    eventually(() -> assertEquals(nodes, metric("netcheck_clients_expected{kind=\"host\"}")));
    expect("active", nodes);
  }

  private void isGone(String name) {
    String quoted = "\"" + name + "\"";
    assertFalse(get("/metrics").contains(quoted), name);
    assertFalse(get("/report?links=none").contains(quoted), name);
  }

  /** The deleted nodes are gone everywhere, and the other nodes have only each other as peers. */
  private void areGone(List<String> names, int left) {
    eventually(() -> names.forEach(this::isGone));
    // The exporter does its work in real time, which is slower than the test's clock.
    eventually(() -> {
      fleet.again();
      assertEquals(left - 1, fleet.peersOf(name(1)).size());
    });
    // By then every remaining agent has its new peers.
    fleet.rounds(2);
    names.forEach(this::isGone);
    names.forEach(name -> assertFalse(get("/report?links=all").contains("\"" + name + "\""), name));
    assertEquals(left - 1, fleet.peersOf(name(1)).size());
    assertEquals(left, clients("active"));
    assertEquals(left, metric("netcheck_clients_expected{kind=\"host\"}"));
    assertTrue(get("/report").contains("\"status\":\"healthy\""), () -> get("/report?links=none"));
    assertTrue(
        fleet.longestDown().compareTo(PATIENCE) < 0, () -> "down for " + fleet.longestDown());
  }

  @Test
  void scalingDownByDrainIsNoAlarmAndLeavesNoGhost() {
    cluster(20);
    List<String> leaving = names(11, 20);
    leaving.forEach(cluster::cordon);
    fleet.rounds(2);
    leaving.forEach(fleet::leave);
    // A machine stops with a delay; until then the API shows its pods as running.
    fleet.rounds(14);
    expect("expected_down", 10);
    // Real time passes more slowly than the clock of this test.
    eventually(() -> {
      fleet.again();
      assertEquals(9, fleet.peersOf(name(1)).size());
    });
    for (int i = 0; i < 26; i++) {
      fleet.round();
      assertEquals(0, clients("stale"));
    }
    assertTrue(get("/report?links=none").contains("its node is cordoned"));
    leaving.forEach(cluster::delete);
    areGone(leaving, 10);
  }

  @Test
  void scalingDownAbruptlyIsNoAlarmAndLeavesNoGhost() {
    cluster(20);
    List<String> leaving = names(11, 20);
    List<SimulatedAgent> dying = leaving.stream().map(fleet::kill).toList();
    fleet.rounds(8);
    leaving.forEach(cluster::unready);
    fleet.rounds(10);
    // Nothing announced their end: until their nodes are deleted this is an outage.
    expect("stale", 10);
    leaving.forEach(cluster::delete);
    eventually(() -> leaving.forEach(this::isGone));
    // A heartbeat that was on its way, or from a machine that is stopping, comes too late.
    dying.forEach(agent -> talk.beat(agent.beat()));
    leaving.forEach(this::isGone);
    areGone(leaving, 10);
  }

  @Test
  void anAgentThatOutlivesItsNodeStaysUntilItIsSilent() {
    cluster(3);
    SimulatedAgent agent = fleet.kill(name(3));
    cluster.delete(name(3));
    eventually(() -> isGone(name(3)));
    fleet.rounds(4);
    talk.beat(agent.beat());
    assertEquals(3, clients("active"));
    fleet.rounds(4);
    eventually(() -> {
      fleet.round();
      assertEquals(0, clients("stale"));
      isGone(name(3));
    });
  }

  @Test
  void aRollingUpdateOfAllAgentsIsNoAlarmAndLeavesNoGhost() {
    cluster(20);
    for (String name : names(1, 20)) {
      cluster.terminate("agent-" + name);
      fleet.leave(name);
      fleet.round();
      cluster.end("agent-" + name);
      cluster.add(pod("new-" + name, name, true, "Pending"));
      fleet.rounds(2);
      assertEquals(0, clients("stale"));
      cluster.phase("new-" + name, "Running");
      fleet.start(name);
    }
    areGone(List.of(), 20);
    for (String state : List.of("stale", "leaving", "expected_down", "absent")) {
      assertEquals(0, clients(state), state);
    }
    assertEquals(0, metric("netcheck_duplicate_clients{kind=\"host\"}"));
  }

  @Test
  void anImageThatIsLongInComingIsNoAlarm() {
    cluster(3);
    cluster.terminate("agent-worker-3");
    fleet.leave(name(3));
    cluster.end("agent-worker-3");
    cluster.add(pod("new", name(3), true, "Pending"));
    fleet.rounds(50);
    expect("expected_down", 1);
    eventually(() -> {
      fleet.again();
      assertEquals(1, fleet.peersOf(name(1)).size());
    });
    assertTrue(get("/report?links=none").contains("\"reason\":\"its pod is pending\""));
    // Now the pod is expected again, so its links count again.
    cluster.phase("new", "Running");
    expect("stale", 1);
    eventually(() -> {
      fleet.round();
      assertEquals(2, fleet.peersOf(name(1)).size());
    });
    fleet.start(name(3));
    expect("active", 3);
  }

  @Test
  void anAgentWhosePodDoesNotStartIsMissingAfterMinutes() {
    cluster(3);
    for (String name : names(1, 3)) {
      cluster.end("agent-" + name);
      cluster.deletePod("agent-" + name);
      cluster.add(pod("new-" + name, name, true, "Pending"));
    }
    cluster.unschedulable("new-worker-3");
    fleet.leave(name(3));
    fleet.leave(name(2));
    fleet.rounds(50);
    expect("expected_down", 2);
    assertFalse(get("/report").contains("client_missing"));
    fleet.rounds(20);
    expect("absent", 2);
    // Nobody probes the address that it had, and the exporter is not blind to the others.
    eventually(() -> {
      fleet.again();
      assertEquals(List.of(), fleet.peersOf(name(1)));
    });
    eventually(() -> {
      fleet.round();
      String report = get("/report");
      assertTrue(report.contains("\"status\":\"degraded\""), report);
      assertTrue(report.contains("pod new-worker-3 cannot be scheduled (Unschedulable)"), report);
      assertTrue(report.contains("-n monitoring describe pod new-worker-3"), report);
      assertTrue(report.contains("pod new-worker-2 does not start"), report);
      assertFalse(report.contains("exporter_blind"), report);
    });
    cluster.phase("new-worker-3", "Running");
    fleet.start(name(3));
    expect("absent", 1);
  }

  @Test
  void everyNodeIsAccountedFor() {
    cluster(2);
    cluster.add(node(name(3)));
    cluster.add(node(name(4)));
    cluster.edit(
        name(4),
        it ->
            new NodeBuilder(it)
                .editMetadata()
                .addToLabels("kubernetes.io/os", "windows")
                .endMetadata()
                .build());
    cluster.add(node(name(5)));
    cluster.unready(name(5));
    cluster.add(pod("agent-worker-5", name(5), true, "Pending"));
    fleet.rounds(50);
    assertTrue(get("/report").contains("\"status\":\"healthy\""), () -> get("/report"));
    assertFalse(get("/report").contains(name(3)));
    fleet.rounds(20);
    expect("absent", 1);
    eventually(() -> {
      fleet.round();
      String report = get("/report");
      assertTrue(report.contains("\"reason\":\"its node has no agent\""), report);
      assertTrue(report.contains("its kubelet does not report to Kubernetes"), report);
      assertTrue(report.contains("journalctl -u kubelet"), report);
      assertTrue(report.contains("\"status\":\"degraded\""), report);
    });
    assertFalse(get("/report").contains(name(4)));
    cluster.delete(name(5));
    eventually(() ->
        assertTrue(
            get("/report").contains("1 node has no agent: worker-3."), () -> get("/report")));
    assertTrue(get("/report").contains("\"status\":\"healthy\""));
    assertFalse(get("/metrics").contains("netcheck_client_info{kind=\"host\",node=\"worker-3\""));
  }

  @Test
  void aNodeThatIsIgnoredAlertsNobody() {
    cluster(4);
    fleet.kill(name(4));
    fleet.rounds(5);
    String fault = "netcheck_fault{";
    eventually(() -> {
      fleet.round();
      assertTrue(get("/metrics").contains(fault));
    });
    cluster.annotate(
        name(4), NodeFacts.IGNORE_UNTIL, clock.instant().plus(Duration.ofHours(1)).toString());
    eventually(() -> assertFalse(get("/metrics").contains(fault)));
    String report = get("/report");
    assertTrue(report.contains("node worker-4 is ignored for now"), report);
    assertTrue(report.contains("\"severity\":\"info\""), report);
    clock.advance(Duration.ofHours(2));
    fleet.rounds(5);
    eventually(() -> {
      fleet.round();
      assertTrue(get("/metrics").contains(fault));
    });
  }

  @Test
  void aRebootBeforeAFaultIsEvidence() {
    cluster(4);
    cluster.edit(name(4), it -> booted(it, "boot-1"));
    cluster.edit(name(4), it -> booted(it, "boot-2"));
    fleet.kill(name(4));
    fleet.rounds(5);
    eventually(() -> {
      fleet.round();
      String report = get("/report");
      assertTrue(report.contains("it rebooted at "), report);
    });
  }

  private static Node booted(Node node, String bootId) {
    return new NodeBuilder(node)
        .editStatus()
        .withNewNodeInfo()
        .withBootID(bootId)
        .endNodeInfo()
        .endStatus()
        .build();
  }

  @Test
  void aNodeThatIsLostFailsLoudlyAsLongAsItIsThere() {
    cluster(3);
    talk.beat(new SimulatedAgent("host/elsewhere", "bare", clock).beat());
    fleet.kill(name(3));
    cluster.unready(name(3));
    fleet.rounds(5);
    expect("stale", 2);
    // Two hours later, without a heartbeat.
    clock.advance(Duration.ofHours(2));
    fleet.rounds(3);
    eventually(() -> {
      fleet.round();
      isGone("elsewhere");
    });
    assertEquals(1, clients("stale"));
    assertTrue(fleet.peersOf(name(1)).contains(name(3)));
    assertTrue(metric("netcheck_links{network=\"host\",state=\"down\"}") >= 2);
  }

  @Test
  void whoNeverReportedIsAbsentAndNamed() {
    cluster(2);
    cluster.add(node(name(3)));
    cluster.add(pod("agent-worker-3", name(3), true, "Running"));
    eventually(() -> assertEquals(3, metric("netcheck_clients_expected{kind=\"host\"}")));
    assertEquals(0, clients("absent"));
    fleet.rounds(8);
    expect("absent", 1);
    assertFalse(
        get("/metrics").contains("heartbeat_timestamp_seconds{kind=\"host\",node=\"worker-3\""));
    assertTrue(get("/report?format=text").contains("absent: host/worker-3"));
    assertTrue(get("/report").contains("\"status\":\"degraded\""));
    fleet.start(name(3));
    expect("absent", 0);
    expect("active", 3);
  }

  /** Fails for ten minutes; 0 means that the API is unreachable. */
  @ParameterizedTest
  @ValueSource(ints = {0, 401, 403, 429, 500})
  void withoutTheApiNothingChanges(int status) throws IOException {
    cluster(3);
    List<String> peers = fleet.peersOf(name(1));
    if (status == 0) {
      cluster.away();
    } else {
      cluster.fails(status);
    }
    eventually(() -> assertEquals(0, metric("netcheck_kubernetes_up")));
    fleet.rounds(120);
    assertEquals(peers, fleet.peersOf(name(1)));
    assertEquals(3, clients("active"));
    assertEquals(3, metric("netcheck_clients_expected{kind=\"host\"}"));
    String text = get("/report?format=text");
    assertTrue(text.matches("(?s).*Kubernetes: cannot (list|watch) nodes: .*"), text);
    assertTrue(get("/report").contains("\"kubernetes\":{\"up\":false,"));
    assertTrue(get("/report").contains("\"status\":\"healthy\""));
    cluster.works();
    eventually(() -> assertEquals(1, metric("netcheck_kubernetes_up")));
    eventually(
        () -> assertTrue(get("/report").contains("\"kubernetes\":{\"up\":true,\"problems\":[]}")));
    assertEquals(3, clients("active"));
  }

  @Test
  void theClusterSaysWhereItsNodesAre() {
    cluster(2);
    String zone = "zone-" + (name(1).hashCode() & 1);
    eventually(() ->
        assertTrue(
            get("/metrics")
                .contains(
                    "netcheck_client_info{kind=\"host\",node=\"worker-1\",version=\"1.0.0\",zone=\""
                        + zone)));
    SimulatedAgent late = new SimulatedAgent("host/worker-9", "late", clock);
    talk.beat(late.beat());
    var peer =
        talk.beat(late.beat()).peers().orElseThrow().peers().stream()
            .filter(it -> it.id().node().equals(name(1)))
            .findFirst()
            .orElseThrow();
    assertEquals(zone, peer.zone());
    assertEquals(
        List.of(InetAddress.ofLiteral("10.9.0.1"), InetAddress.ofLiteral("fd00::9")),
        peer.endpoint().nodeAddresses());
  }
}
