// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.awaitility.core.ConditionFactory;

/** Runs the commands of a page like a reader, and checks the effect of each command. */
final class Reader {
  private static final String NAMESPACE = "netcheck";
  private static final String DAEMON_SET = "netcheck-agent-pod";
  private static final String TEST_POD = "netcheck-test";

  private final Cluster cluster;

  /** The objects that Helm was told to install. */
  private Rendering installed = Chart.render("");

  Reader(Cluster cluster) throws IOException {
    this.cluster = cluster;
    Files.writeString(
        cluster.folder().resolve("values.yaml"),
        new ObjectMapper().writeValueAsString(InstallPage.allValues()));
  }

  void types(String command) throws IOException {
    switch (command.split(" ", -1)[0]) {
      case "helm" -> helm(command);
      case "kubectl" -> kubectl(command);
      // No server listens on the forwarded port.
      case "curl" ->
          assertTrue(command.endsWith(" http://127.0.0.1:8080/report?format=text"), command);
      default -> throw new AssertionError("nothing here can do this: " + command);
    }
  }

  private void helm(String command) {
    HelmLine line = HelmLine.parse(command);
    switch (line.action()) {
      case "install" -> {
        assertEquals(Map.of(), cluster.contents());
        installed = rendering(line);
        cluster.helm(command);
        assertEquals(Cluster.rendered(installed), cluster.contents());
        assertEquals(List.of("sh.helm.release.v1." + line.release() + ".v1"), cluster.releases());
      }
      case "upgrade" -> upgrade(line, command);
      case "test" -> {
        CompletableFuture<String> test = test(command);
        testPodIs("Succeeded");
        test.join();
        assertFalse(testPod().isPresent());
      }
      case "uninstall" -> {
        cluster.helm(command);
        assertEquals(Map.of(), cluster.contents());
        assertEquals(List.of(), cluster.releases());
        assertTrue(cluster.server().get("Namespace", "", line.namespace()).isPresent());
      }
      default -> throw new AssertionError(command);
    }
  }

  private void upgrade(HelmLine line, String command) {
    Map<String, JsonNode> before = cluster.contents();
    Map<String, String> versions = cluster.versions();
    int releases = cluster.releases().size();
    if (!line.switches().contains("--reuse-values")) {
      installed = rendering(line);
    }

    cluster.helm(command);

    Map<String, JsonNode> after = cluster.contents();
    assertEquals(Cluster.rendered(installed), after);
    assertEquals(releases + 1, cluster.releases().size());
    before.forEach((id, object) ->
        assertEquals(
            object.equals(after.get(id)),
            versions.get(id).equals(cluster.versions().get(id)),
            id + " is written if it is another one, and only then"));
  }

  private Rendering rendering(HelmLine line) {
    return Chart.render(command -> {
      command
          .withName(line.release())
          .withNamespace(line.namespace())
          .withKubeVersion(Chart.KUBERNETES);
      line.set().forEach(command::set);
      line.values().map(cluster.folder()::resolve).ifPresent(command::withValuesFile);
      return command;
    });
  }

  /** A {@code helm test} that waits for its pod. */
  CompletableFuture<String> test(String command) {
    long watches = watches("pods");
    CompletableFuture<String> test = CompletableFuture.supplyAsync(() -> cluster.helm(command));
    patiently().until(() -> test.isDone() || watches("pods") > watches);
    assertFalse(test.isDone(), test::join);
    return test;
  }

  private long watches(String resource) {
    return cluster.server().requests().stream()
        .filter(it -> it.verb().equals("watch") && it.resource().equals(resource))
        .count();
  }

  Optional<ObjectNode> testPod() {
    return cluster.server().get("Pod", NAMESPACE, TEST_POD);
  }

  void testPodIs(String phase) {
    ObjectNode pod = testPod().orElseThrow();
    pod.putObject("status").put("phase", phase);
    cluster.server().put(pod);
  }

  private void kubectl(String command) throws IOException {
    if (command.contains(" rollout status ")) {
      rollout(command);
    } else if (command.contains(" port-forward ")) {
      kubelet(command, "portforward");
    } else if (command.contains(" logs ")) {
      kubelet(command, "log");
    } else {
      ProgramRun.ExitResult ending = cluster.shell(command);
      assertEquals(0, ending.status(), ending.output());
      if (command.contains(" apply ")) {
        Map<String, String> versions = cluster.versions();
        String again = cluster.shell(command).output();
        // kubectl always replaces the selector of a budget (patchStrategy), and says so.
        assertTrue(
            again
                .lines()
                .allMatch(line ->
                    line.endsWith(" unchanged") || line.startsWith("poddisruptionbudget.policy/")),
            again);
        assertEquals(versions, cluster.versions());
      }
    }
  }

  /** The command ends when every pod of the DaemonSet is ready, and not earlier. */
  private void rollout(String command) throws IOException {
    Path said = cluster.folder().resolve("rollout.txt");
    Files.deleteIfExists(said);
    CompletableFuture<ProgramRun.ExitResult> rollout =
        CompletableFuture.supplyAsync(() -> {
          try {
            return cluster.shell(command + " >" + said);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
    patiently().until(() -> rollout.isDone() || says(said, "spec update to be observed"));
    available(0);
    patiently().until(() -> rollout.isDone() || says(said, "0 of 1 updated pods are available"));
    assertFalse(rollout.isDone(), () -> rollout.join().output());
    available(1);
    assertEquals(0, rollout.join().status(), rollout.join().output());
    assertTrue(says(said, "successfully rolled out"));
  }

  private static boolean says(Path file, String text) throws IOException {
    return Files.exists(file) && Files.readString(file).contains(text);
  }

  /** Sets the status like the DaemonSet controller. */
  private void available(int pods) {
    ObjectNode set = cluster.server().get("DaemonSet", NAMESPACE, DAEMON_SET).orElseThrow();
    set.putObject("status")
        .put("observedGeneration", set.at("/metadata/generation").asLong())
        .put("desiredNumberScheduled", 1)
        .put("updatedNumberScheduled", 1)
        .put("numberAvailable", pods);
    cluster.server().put(set);
  }

  /** The command finds the pod. Only its node could return the log. */
  private void kubelet(String command, String subresource) throws IOException {
    cluster.runPods();
    ProgramRun.ExitResult ending = cluster.shell(command);
    assertEquals(1, ending.status(), ending.output());
    assertTrue(ending.output().contains("there is no kubelet here"), ending.output());
    String pod = "/api/v1/namespaces/netcheck/pods/netcheck-exporter-x/" + subresource;
    assertTrue(cluster.server().requests().stream().anyMatch(it -> it.path().equals(pod)), pod);
  }

  private static ConditionFactory patiently() {
    return await().atMost(Duration.ofMinutes(2));
  }
}
