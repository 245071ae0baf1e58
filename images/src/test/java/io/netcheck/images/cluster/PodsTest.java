// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.marcnuri.helm.Helm;
import io.netcheck.images.Images;
import io.netcheck.images.Project;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The installed chart works: Helm installs it with an API, and each pod runs according to its
 * manifest, in the image of this tree. There is no real kubelet and no real API server here. {@link
 * Kubelet} acts in their place.
 */
@ExtendWith(Images.Build.class)
@MachineTest
class PodsTest {
  private static final String NAME = "netcheck";
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final String ALL_IS_WELL =
      "All 6 agents reach each other: 36 of 36 links up in 3 networks.";

  private Cluster cluster;

  @BeforeEach
  void start(Images images) throws IOException {
    TestRequirements.tools("ip", "unshare", "setpriv", "chroot", "bash", "curl", "sysctl");
    TestRequirements.root();
    cluster = new Cluster(List.of(images.agent(), images.exporter()), 3);
  }

  @AfterEach
  void close() throws Exception {
    if (cluster != null) {
      cluster.close();
    }
  }

  @Test
  void whatTheChartInstallsDoesItsWorkAndGoesAway() throws IOException {
    install();
    eventually(() -> assertEquals(7, ready()));
    eventually(() -> assertEquals(ALL_IS_WELL, text().lines().skip(1).findFirst().orElse("")));
    eventually(() -> assertFalse(text().contains("Kubernetes:"), this::text));
    theRolesAreEnough();
    everyPodIsRestricted();
    noAgentLacksAProbe();
    assertTrue(passesHelmsTest());

    cluster.api().delete("Deployment", NAME, "netcheck-exporter");
    eventually(() -> assertEquals(6, cluster.kubelet().running().size()));
    assertFalse(passesHelmsTest());

    uninstall();
    // Helm keeps the pod of a failed test for inspection.
    eventually(() -> assertEquals(Set.of("netcheck-test"), cluster.kubelet().running().keySet()));
    assertEquals(
        List.of("Pod netcheck-test"),
        cluster.api().objects().stream()
            .filter(it -> it.at("/metadata/namespace").asText().equals(NAME))
            .map(it -> it.at("/kind").asText() + " " + it.at("/metadata/name").asText())
            .toList());
  }

  /** The API denied no request, and the exporter did send requests. */
  private void theRolesAreEnough() {
    assertEquals(List.of(), cluster.refused());
    assertEquals(
        Set.of("list nodes", "watch nodes", "list pods", "watch pods", "create tokenreviews"),
        cluster.api().requests().stream()
            .filter(it -> it.userAgent().equals("netcheck-exporter"))
            .map(it -> it.verb() + " " + it.resource())
            .collect(Collectors.toSet()));
  }

  /** The state in the kernel: proc_pid_status(5). */
  private void everyPodIsRestricted() throws IOException {
    for (PodProcess process : cluster.kubelet().running().values()) {
      Map<String, String> status =
          Files.readAllLines(Path.of("/proc", String.valueOf(process.pid()), "status")).stream()
              .map(line -> line.split(":\\s*", 2))
              .collect(Collectors.toMap(words -> words[0], words -> words[1].strip()));
      assertEquals("65532\t65532\t65532\t65532", status.get("Uid"));
      assertEquals("65532\t65532\t65532\t65532", status.get("Gid"));
      assertEquals("0000000000000000", status.get("CapEff"));
      assertEquals("0000000000000000", status.get("CapPrm"));
      assertEquals("1", status.get("NoNewPrivs"));
      assertTrue(process.passes("livenessProbe"), process::log);
    }
  }

  /** Includes ICMP, which needs the sysctl of the pod. */
  private void noAgentLacksAProbe() throws IOException {
    for (PodProcess process : cluster.kubelet().running().values()) {
      if (process.pod().name().startsWith("netcheck-agent")) {
        URI metrics = process.pod().probe("readinessProbe").resolve("/metrics");
        List<String> supported =
            cluster
                .beside(List.of("curl", "-sS", "--max-time", "5", metrics.toString()))
                .lines()
                .filter(line -> line.startsWith("netcheck_probe_supported{"))
                .toList();
        assertTrue(supported.size() >= 4, supported::toString);
        assertTrue(supported.stream().allMatch(line -> line.endsWith(" 1.0")), supported::toString);
      }
    }
  }

  private long ready() {
    return cluster.api().objects("Pod").stream()
        .filter(it -> it.at("/status/conditions/0/status").asText().equals("True"))
        .count();
  }

  /** Waits for a condition. On failure, the error has the state of all pods. */
  private void eventually(ThrowingRunnable assertion) {
    try {
      await().atMost(PATIENCE).untilAsserted(assertion);
    } catch (ConditionTimeoutException e) {
      throw new AssertionError(e.getMessage() + cluster.kubelet().story(), e);
    }
  }

  private void install() {
    new Helm(Project.ROOT.resolve("chart/netcheck"))
        .install()
        .withName(NAME)
        .withNamespace(NAME)
        .createNamespace()
        .set("hostAgent.enabled", true)
        .withKubeConfigContents(cluster.kubeconfig())
        .call();
  }

  private void uninstall() {
    Helm.uninstall(NAME).withNamespace(NAME).withKubeConfigContents(cluster.kubeconfig()).call();
  }

  private boolean passesHelmsTest() {
    try {
      Helm.test(NAME)
          .withNamespace(NAME)
          .withTimeout((int) PATIENCE.toSeconds())
          .withKubeConfigContents(cluster.kubeconfig())
          .call();
      return true;
    } catch (IllegalStateException e) {
      assertTrue(e.getMessage().contains("netcheck-test failed"), e.getMessage());
      return false;
    }
  }

  /**
   * Runs the command of docs/install.md in the network of the exporter's pod, because port-forward
   * leads there.
   */
  private String text() {
    try (Stream<String> page = Files.lines(Project.ROOT.resolve("docs/install.md"))) {
      String curl = page.filter(line -> line.startsWith("curl ")).findFirst().orElseThrow();
      return cluster.beside(List.of("sh", "-c", curl + " 2>/dev/null"));
    } catch (IOException e) {
      return e.toString();
    }
  }
}
