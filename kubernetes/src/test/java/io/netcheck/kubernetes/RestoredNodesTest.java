// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import static io.netcheck.kubernetes.MockCluster.node;
import static io.netcheck.kubernetes.MockCluster.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.auth.AuthConfig;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterDialogue;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.SimulatedAgents;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.TestExporter;
import io.netcheck.exporter.store.FileStoreConfig;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes are deleted while no exporter runs; the next one reads their clients from a file. */
@MachineTest
class RestoredNodesTest {
  /** The mock server waits up to 30 s for each watch whose connection the gate broke. */
  private static final Duration DEADLINE = Duration.ofMinutes(3);

  private static final List<String> NODES = List.of("worker-1", "worker-2", "worker-3");
  private static final String BARE = "bare-host";

  @TempDir Path folder;
  private final TestClock clock = new TestClock();
  private final ExporterDialogue talk = new ExporterDialogue(this::port);
  private final SimulatedAgents fleet = new SimulatedAgents(clock, talk::beat);
  private MockCluster cluster;
  private Exporter exporter;

  /** Three nodes and a host outside of the cluster, each with an agent. */
  @BeforeEach
  void start() throws IOException {
    cluster = new MockCluster(Files.createDirectory(folder.resolve("account")));
    exporter = exporter();
    for (String name : NODES) {
      cluster.add(node(name));
      cluster.add(pod("agent-" + name, name, true, "Running"));
      fleet.start(name);
    }
    fleet.start(BARE);
    fleet.rounds(2);
    eventually(() -> assertEquals(1, talk.metric("netcheck_kubernetes_up")));
    eventually(() -> assertEquals(3, zoned()));
    fleet.round();
    expect("active", 4);
  }

  @AfterEach
  void stop() throws IOException {
    exporter.close();
    talk.close();
    cluster.close();
  }

  private Exporter exporter() {
    return TestExporter.start(
        ExporterParts.NONE
            .with(new KubernetesCluster(cluster.config(), new AuthConfig.None(), clock))
            .with(new FileStoreConfig(folder.resolve("state"))),
        clock);
  }

  private int port() {
    return exporter.address().getPort();
  }

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(DEADLINE).untilAsserted(assertion);
  }

  private double clients(String state) {
    return talk.metric("netcheck_clients{kind=\"host\",state=\"" + state + "\"}");
  }

  private void expect(String state, int count) {
    eventually(() -> assertEquals(count, clients(state), state));
  }

  /** Clients whose zone is the one of their Node. */
  private long zoned() {
    return talk.get("/metrics")
        .lines()
        .filter(line -> line.startsWith("netcheck_client_info{") && line.contains("zone=\"zone-"))
        .count();
  }

  private void isGone(String name) {
    String quoted = "\"" + name + "\"";
    assertEquals(
        List.of(), talk.get("/metrics").lines().filter(it -> it.contains(quoted)).toList());
    assertFalse(talk.get("/report?links=none").contains(quoted), name);
  }

  /** Waits until it is gone and the others were told. */
  private void goes(String name) {
    eventually(() -> {
      fleet.again();
      isGone(name);
    });
    // The agents are told with their next heartbeats.
    fleet.again();
  }

  @Test
  void whoWasSilentIsGoneWithTheFirstListAndABareHostIsNot() throws IOException {
    fleet.kill("worker-3");
    fleet.kill(BARE);
    fleet.rounds(5);
    expect("stale", 2);
    exporter.close();
    cluster.delete("worker-3");

    exporter = exporter();
    // No time passes: the list decides, not the age.
    goes("worker-3");
    assertEquals(1, clients("stale"));
    assertEquals(List.of(BARE, "worker-2"), fleet.peersOf("worker-1").stream().sorted().toList());
    // It stays as a host that does not answer, and that must be visible.
    eventually(() -> assertTrue(talk.get("/report?links=none").contains(BARE)));
  }

  @Test
  void whoSpokeUntilTheEndIsGoneWhenItCouldHaveSpokenAgain() {
    exporter.close();
    cluster.delete("worker-3");
    fleet.kill("worker-3");

    exporter = exporter();
    eventually(() -> assertEquals(1, talk.metric("netcheck_kubernetes_up")));
    fleet.rounds(2);
    expect("active", 4);
    fleet.rounds(2);
    goes("worker-3");
    assertEquals(0, clients("stale"));
    assertEquals(3, clients("active"));
  }

  @Test
  void whoSpeaksStaysThoughItsNodeIsMissingUntilItIsSilent() {
    exporter.close();
    cluster.delete("worker-3");

    exporter = exporter();
    eventually(() -> assertEquals(1, talk.metric("netcheck_kubernetes_up")));
    for (int i = 0; i < 10; i++) {
      fleet.round();
      assertEquals(4, clients("active"));
    }
    fleet.kill("worker-3");
    fleet.rounds(4);
    goes("worker-3");
    assertEquals(3, clients("active"));
  }

  enum Trouble {
    AWAY,
    UNAUTHORIZED,
    FORBIDDEN,
    BROKEN,
    EMPTY,
    PARTIAL;

    void befall(MockCluster cluster) throws IOException {
      switch (this) {
        case AWAY -> cluster.away();
        case UNAUTHORIZED -> cluster.fails(401);
        case FORBIDDEN -> cluster.fails(403);
        case BROKEN -> cluster.fails(500);
        case EMPTY -> cluster.listsNoNodes();
        case PARTIAL -> cluster.listsNodesUpTo("worker-1");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void noListOrNoCompleteListTakesNobodyAway(Trouble trouble) throws IOException {
    fleet.kill("worker-2");
    fleet.kill("worker-3");
    fleet.rounds(5);
    expect("stale", 2);
    exporter.close();
    cluster.delete("worker-3");
    trouble.befall(cluster);

    exporter = exporter();
    eventually(() -> assertEquals(0, talk.metric("netcheck_kubernetes_up")));
    expect("stale", 2);
    for (int i = 0; i < 10; i++) {
      fleet.round();
      assertEquals(2, clients("stale"));
      assertEquals(2, clients("active"));
    }
    assertEquals(3, fleet.peersOf("worker-1").size());

    cluster.works();
    goes("worker-3");
    assertEquals(1, clients("stale"), "the other one is a node that is lost");
  }
}
