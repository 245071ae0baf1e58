// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static io.netcheck.kubernetes.MockCluster.node;
import static io.netcheck.kubernetes.MockCluster.otherPod;
import static io.netcheck.kubernetes.MockCluster.pod;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.auth.AuthConfig;
import io.netcheck.exporter.Exporter;
import io.netcheck.exporter.ExporterDialogue;
import io.netcheck.exporter.ExporterParts;
import io.netcheck.exporter.ExternalClients;
import io.netcheck.exporter.SimulatedAgents;
import io.netcheck.exporter.TestClock;
import io.netcheck.exporter.TestExporter;
import io.netcheck.kubernetes.KubernetesCluster;
import io.netcheck.kubernetes.MockCluster;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which pods netchecker's connectivity check expects, as the Kubernetes API lists them. */
class ExpectedPodsTest {
  private static final Duration DEADLINE = Duration.ofSeconds(60);

  private final TestClock clock = new TestClock();
  private final ExporterDialogue talk = new ExporterDialogue(this::port);
  private final SimulatedAgents fleet = new SimulatedAgents(clock, talk::beat);
  private MockCluster cluster;
  private Exporter exporter;

  @BeforeEach
  void start(@TempDir Path account) throws IOException {
    cluster = new MockCluster(account);
    ExternalClients.Factory predecessors = Predecessors.factory(LegacyConfig.DEFAULT);
    exporter =
        TestExporter.start(
            ExporterParts.NONE
                .with(
                    new KubernetesCluster(
                        cluster.config(predecessors.pods()), new AuthConfig.None(), clock))
                .with(predecessors),
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

  private static void eventually(ThrowingRunnable assertion) {
    Awaitility.await().atMost(DEADLINE).untilAsserted(assertion);
  }

  /** The connectivity check answers 400 if a pod is missing. */
  private String check() {
    return talk.ask(talk.request("/api/v1/connectivity_check")).body();
  }

  private void report(String pod, String node) {
    talk.send(
        talk.request("/api/v1/agents/" + pod)
            .POST(
                BodyPublishers.ofString(
                    "{\"podname\":\""
                        + pod
                        + "\",\"nodename\":\""
                        + node
                        + "\",\"report_interval\":60,\"uptime\":1}")));
  }

  @Test
  void netcheckersCheckExpectsItsPodsAndOurs() {
    for (String name : List.of("worker-1", "worker-2")) {
      cluster.add(node(name));
      cluster.add(pod("agent-" + name, name, true, "Running"));
      fleet.start(name);
    }
    fleet.rounds(2);
    cluster.add(otherPod("netchecker-agent-x", "worker-1", "netchecker-agent"));
    cluster.add(otherPod("netchecker-agent-hostnet-y", "worker-2", "netchecker-agent-hostnet"));
    eventually(() ->
        assertTrue(
            check().contains("\"Absent\":[\"netchecker-agent-hostnet-y\",\"netchecker-agent-x\"]"),
            this::check));
    report("netchecker-agent-x", "worker-1");
    report("netchecker-agent-hostnet-y", "worker-2");
    assertEquals(
        "{\"Message\":\"All 4 pods successfully reported back to the server\",\"Absent\":null,"
            + "\"Outdated\":null}",
        check());
    fleet.kill("worker-2");
    fleet.rounds(4);
    assertTrue(check().contains("\"Outdated\":[\"agent-worker-2\"]"), this::check);
    cluster.cordon("worker-2");
    eventually(() -> assertTrue(check().contains("All 2 pods"), this::check));
  }
}
