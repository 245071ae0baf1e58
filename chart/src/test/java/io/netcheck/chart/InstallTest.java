// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestResources;
import io.netcheck.testing.kubernetes.ApiException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the commands of {@code docs/install.md} in order, and checks that the cluster has exactly
 * the rendered objects. kubectl and Helm are real. The API server only stores objects, so the test
 * creates the pods. Two commands do not run: {@code curl} has no server to connect to, and {@link
 * InstallDocTest} runs {@code promtool}.
 */
@MachineTest
class InstallTest {
  @RegisterExtension private final TestResources parts = new TestResources();
  @TempDir private Path folder;
  private Cluster cluster;
  private Reader reader;

  @BeforeEach
  void begin() throws IOException {
    cluster = parts.own(new Cluster(folder));
    reader = new Reader(cluster);
  }

  /** Alternative ways to install; a reader follows one of them. */
  private enum Way {
    HELM,
    HOST_NETWORK,
    FILES,
    FROM_FILES_TO_HELM,
    PROMETHEUS;

    static Way of(String block) {
      return block.contains("hostAgent")
          ? HOST_NETWORK
          : block.contains("kubectl apply")
              ? FILES
              : block.contains("meta.helm.sh")
                  ? FROM_FILES_TO_HELM
                  : block.contains("promtool") ? PROMETHEUS : HELM;
    }
  }

  private static List<String> commands(Way way) {
    return InstallPage.blocks(InstallPage.TEXT, "sh")
        .filter(block -> Way.of(block) == way)
        .flatMap(block -> InstallPage.commands(block).stream())
        .toList();
  }

  /** The first Helm command of this kind. */
  private static String helm(String action) {
    return commands(Way.HELM).stream()
        .filter(it -> it.startsWith("helm " + action + " "))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void withHelmFromTheFirstCommandToTheLast() throws IOException {
    assertEquals(helm("install"), commands(Way.HELM).getFirst());
    assertEquals(helm("uninstall"), commands(Way.HELM).getLast());
    for (String command : commands(Way.HELM)) {
      reader.types(command);
    }
  }

  @Test
  void withTheHostNetworkToo() throws IOException {
    for (String command : commands(Way.HOST_NETWORK)) {
      reader.types(command);
    }
    assertEquals(
        List.of("netcheck-agent-host-x", "netcheck-agent-pod-x", "netcheck-exporter-x"),
        cluster.runPods());

    // The purpose of the label.
    reader.types(
        "kubectl label namespace netcheck pod-security.kubernetes.io/enforce=restricted --overwrite");
    String refusal = assertThrows(ApiException.class, cluster::runPods).getMessage();
    assertTrue(refusal.contains("[hostNetwork, hostPort]"), refusal);
  }

  @Test
  void withoutHelmThereIsTheSame() throws IOException {
    List<String> commands = commands(Way.FILES);
    assertEquals(2, commands.size());

    reader.types(commands.getFirst());
    assertEquals(rendered(""), cluster.contents());
    assertEquals(2, cluster.runPods().size());

    reader.types(commands.getLast());
    assertEquals(
        rendered(
            """
            serviceMonitor: {enabled: true}
            podMonitor: {enabled: true}
            prometheusRule: {enabled: true}
            dashboards: {enabled: true}
            """),
        cluster.contents());
  }

  private static Map<String, JsonNode> rendered(String values) {
    return Cluster.rendered(DeployTest.withoutHelm(Chart.render(values)));
  }

  /** Helm refuses to take over objects that do not say that they belong to the release. */
  @Test
  void helmCanTakeOverWhatWasInstalledWithoutIt() throws IOException {
    reader.types(commands(Way.FILES).getFirst());
    List<String> commands = commands(Way.FROM_FILES_TO_HELM);
    assertEquals(3, commands.size());
    String refusal =
        assertThrows(IllegalStateException.class, () -> cluster.helm(commands.getLast()))
            .getMessage();
    assertTrue(refusal.contains("invalid ownership metadata"), refusal);

    reader.types(commands.get(0));
    reader.types(commands.get(1));
    Map<String, String> before = cluster.versions();
    cluster.helm(commands.get(2));

    assertEquals(Cluster.rendered(Chart.render("")), cluster.contents());
    for (String id : List.of("DaemonSet netcheck-agent-pod", "Deployment netcheck-exporter")) {
      // The same object, and not a new one.
      assertEquals(
          before.get(id).split(" ", -1)[0], cluster.versions().get(id).split(" ", -1)[0], id);
    }
  }

  @Test
  void whatHelmSaysInTheEndCanBeTyped() throws IOException {
    String notes = cluster.helm(helm("install"));
    List<String> commands =
        notes.lines().filter(line -> line.matches(" {5}\\S.*")).map(String::strip).toList();
    assertEquals(5, commands.size(), notes);
    for (String command : commands) {
      reader.types(command);
    }
  }

  @Test
  void otherPagesInstallInTheSameWay() {
    for (String page : List.of("README.md", "chart/netcheck/README.md")) {
      assertEquals(
          List.of(helm("install")),
          InstallPage.blocks(Repository.read(page), "sh")
              .flatMap(block -> InstallPage.commands(block).stream())
              .filter(command -> command.matches("(helm|kubectl) .*"))
              .toList(),
          page);
    }
  }

  @Test
  void dashboardsByHandAreThoseOfTheChart() throws IOException {
    List<String> blocks =
        InstallPage.blocks(Repository.read("docs/dashboards.md"), "sh")
            .filter(it -> it.contains("kubectl"))
            .toList();
    assertEquals(1, blocks.size());
    ProgramRun.ExitResult ending = cluster.shell(blocks.getFirst());
    assertEquals(0, ending.status(), ending.output());

    Map<String, JsonNode> made = cluster.contents();
    Map<String, JsonNode> rendered = Cluster.rendered(Chart.render("dashboards: {enabled: true}"));
    rendered.keySet().removeIf(id -> !id.startsWith("ConfigMap "));
    assertEquals(rendered.keySet(), made.keySet());
    made.forEach((id, map) -> {
      assertEquals("1", map.at("/metadata/labels/grafana_dashboard").asText());
      assertEquals(
          rendered.get(id).path("data").elements().next(), map.path("data").elements().next());
    });
  }

  @Test
  void aTestThatFailsIsSaidAndItsPodIsKeptWhateverIsUninstalled() {
    cluster.helm(helm("install"));
    CompletableFuture<String> test = reader.test(helm("test"));
    reader.testPodIs("Failed");

    String failure = assertThrows(CompletionException.class, test::join).getMessage();
    assertTrue(failure.contains("pod netcheck-test failed"), failure);
    cluster.helm(helm("uninstall"));
    assertEquals(List.of("Pod netcheck-test"), List.copyOf(cluster.contents().keySet()));
  }

  /** A cluster rejects a chart with different selectors in this way. */
  @Test
  void anUpgradeThatChangesSelectorsIsRefused() {
    cluster.helm(helm("install"));
    Map<String, JsonNode> before = cluster.contents();

    String refusal =
        assertThrows(
                IllegalStateException.class,
                () ->
                    cluster.helm(
                        helm("upgrade")
                            .replace(
                                "--values values.yaml",
                                "--set nameOverride=other --set fullnameOverride=netcheck")))
            .getMessage();

    assertTrue(refusal.contains("spec.selector: field is immutable"), refusal);
    for (String id : List.of("DaemonSet netcheck-agent-pod", "Deployment netcheck-exporter")) {
      assertEquals(before.get(id), cluster.contents().get(id));
    }
    assertFalse(before.equals(cluster.contents()), "what has no selector was changed before");
  }
}
