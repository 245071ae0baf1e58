// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.kubernetes;

import static io.netcheck.exporter.kubernetes.MockCluster.node;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.Standing;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesInventoryTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  @TempDir Path account;
  private MockCluster cluster;
  private KubernetesInventory inventory;

  @BeforeEach
  void start() throws IOException {
    cluster = new MockCluster(account);
    cluster.add(node("n1"));
    cluster.add(node("n2"));
    cluster.add(MockCluster.pod("a1", "n1", false, "Running"));
    cluster.add(MockCluster.pod("h1", "n1", true, "Running"));
    inventory = new KubernetesInventory(cluster.config(), ProcessClock.SYSTEM, () -> {});
  }

  @AfterEach
  void stop() throws IOException {
    inventory.close();
    cluster.close();
  }

  private static ClientId pod(String node) {
    return new ClientId(AgentKind.POD, node);
  }

  private Standing standing(String node) {
    return inventory.get().standing(pod(node));
  }

  private static void eventually(Runnable assertion) {
    Awaitility.await().atMost(DEADLINE).untilAsserted(assertion::run);
  }

  private void up() {
    eventually(() -> assertEquals(List.of(), inventory.problems()));
  }

  @Test
  void knowsNodesAndPods() {
    up();
    eventually(() -> assertTrue(standing("n1").exists()));
    cluster.gate().requests().forEach(System.err::println);
  }
}
