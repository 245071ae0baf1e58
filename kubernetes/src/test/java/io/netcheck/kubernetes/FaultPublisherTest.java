// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static io.netcheck.kubernetes.MockCluster.node;
import static io.netcheck.kubernetes.MockCluster.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.auth.AuthConfig;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterDialogue;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.SimulatedAgents;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.TestExporter;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
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

/** What a whole exporter writes into a mock of the Kubernetes API. */
@MachineTest
class FaultPublisherTest {
  private static final Duration DEADLINE = Duration.ofSeconds(25);
  private static final Publications ALL = new Publications(true, true, "netcheck-test");

  private final TestClock clock = new TestClock();
  private final ExporterDialogue talk = new ExporterDialogue(() -> port());
  private final SimulatedAgents fleet = new SimulatedAgents(clock, talk::beat);
  private MockCluster cluster;
  private Exporter exporter;

  @BeforeEach
  void start(@TempDir Path account) throws IOException {
    cluster = new MockCluster(account);
    exporter = exporter(ALL);
  }

  private Exporter exporter(Publications publications) {
    return TestExporter.start(
        ExporterParts.NONE.with(
            new KubernetesCluster(
                cluster.config(Optional.empty(), publications), new AuthConfig.None(), clock)),
        clock);
  }

  @AfterEach
  void stop() throws IOException {
    exporter.close();
    talk.close();
    cluster.close();
  }

  private int port() {
    return exporter.address().getPort();
  }

  private void eventually(ThrowingRunnable assertion) {
    Awaitility.await()
        .atMost(DEADLINE)
        .untilAsserted(() -> {
          fleet.round();
          assertion.run();
        });
  }

  private static List<String> names(int from, int to) {
    return IntStream.rangeClosed(from, to).mapToObj(number -> "worker-" + number).toList();
  }

  private void cluster(int nodes) {
    for (String name : names(1, nodes)) {
      cluster.add(node(name));
      cluster.add(pod("agent-" + name, name, true, "Running"));
      fleet.start(name);
    }
    fleet.rounds(2);
    condition(names(1, nodes), "True NoFault");
  }

  private void condition(List<String> nodes, String condition) {
    eventually(() -> nodes.forEach(node -> assertEquals(condition, cluster.condition(node), node)));
  }

  @Test
  void aNodeThatFailsIsFalseAndHasAnEventForItsBeginAndItsEnd() {
    cluster(5);
    assertEquals(List.of(), cluster.events("worker-5"));
    fleet.kill("worker-5");
    condition(List.of("worker-5"), "False NodeUnreachable");
    eventually(() ->
        assertTrue(
            cluster.events("worker-5").contains("Warning NodeUnreachable"),
            () -> cluster.events("worker-5").toString()));
    condition(names(1, 4), "True NoFault");
    fleet.start("worker-5");
    condition(List.of("worker-5"), "True NoFault");
    eventually(() ->
        assertEquals(
            List.of("Normal NodeUnreachableOver", "Warning NodeUnreachable"),
            cluster.events("worker-5").stream().sorted().toList()));
    assertEquals(List.of(), cluster.events("worker-1"));
    assertEquals(0, cluster.requests("GET", "/api/v1/nodes/"), "its role does not allow it");
  }

  @Test
  void ifManyNodesFailNoneIsFalse() {
    cluster(6);
    names(4, 6).forEach(fleet::kill);
    eventually(() ->
        names(4, 6)
            .forEach(node ->
                assertTrue(
                    cluster.condition(node).startsWith("Unknown "),
                    () -> node + " " + cluster.condition(node))));
    condition(names(1, 3), "True NoFault");
  }

  @Test
  void whenNetcheckIsBlindEveryNodeIsUnknown() {
    cluster(4);
    names(1, 4).forEach(fleet::kill);
    condition(names(1, 4), "Unknown NetcheckBlind");
  }

  @Test
  void anExporterThatHoldsNoLeaseWritesNothing() {
    cluster(3);
    long before = cluster.requests("PATCH", "/status");
    Exporter second = exporter(ALL);
    try {
      fleet.kill("worker-3");
      condition(List.of("worker-3"), "False NodeUnreachable");
      // The second one heard nobody, and would have written that all are unknown.
      fleet.rounds(30);
      condition(names(1, 2), "True NoFault");
      assertTrue(cluster.requests("PATCH", "/status") > before);
    } finally {
      second.close();
    }
  }

  @Test
  void oneNodeThatTheApiRefusesKeepsNoOtherFromBeingWritten() {
    cluster.gate().answer("PATCH /api/v1/nodes/worker-1", 403);
    for (String name : names(1, 4)) {
      cluster.add(node(name));
      cluster.add(pod("agent-" + name, name, true, "Running"));
      fleet.start(name);
    }
    condition(names(2, 4), "True NoFault");
    eventually(() ->
        assertTrue(
            talk.get("/report")
                .contains("cannot write events or conditions of nodes: 403 forbidden"),
            () -> talk.get("/report")));
    fleet.kill("worker-4");
    condition(List.of("worker-4"), "False NodeUnreachable");
    eventually(() -> assertTrue(cluster.events("worker-4").contains("Warning NodeUnreachable")));
  }

  @Test
  void aLeaseThatItsRoleDoesNotAllowIsReported() {
    cluster.gate().answer("/leases", 403);
    exporter.close();
    exporter = exporter(ALL);
    cluster.add(node("worker-1"));
    eventually(() ->
        assertTrue(
            talk.get("/report").contains("cannot take the lease netcheck-test"),
            () -> talk.get("/report")));
  }

  @Test
  void byDefaultNothingIsWritten() {
    exporter.close();
    long posts = cluster.requests("POST", "/");
    long patches = cluster.requests("PATCH", "/");
    exporter = exporter(Publications.NONE);
    for (String name : names(1, 3)) {
      cluster.add(node(name));
      cluster.add(pod("agent-" + name, name, true, "Running"));
      fleet.start(name);
    }
    fleet.rounds(2);
    fleet.kill("worker-3");
    eventually(() -> assertTrue(talk.get("/metrics").contains("netcheck_fault{")));
    assertEquals(posts, cluster.requests("POST", "/"));
    assertEquals(patches, cluster.requests("PATCH", "/"));
  }
}
