// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The files in {@code docs/install.md} are correct: Helm renders the values, and Prometheus accepts
 * the configuration. {@link InstallTest} runs the commands.
 */
@MachineTest
class InstallDocTest {
  private static List<String> values() {
    return InstallPage.values();
  }

  @Test
  void thereAreSome() {
    assertTrue(values().size() > 2);
  }

  @ParameterizedTest
  @MethodSource("values")
  void theChartTakesTheValuesItShows(String values) {
    assertTrue(Chart.render(values).has("Deployment"));
  }

  @Test
  void prometheusTakesTheConfigurationItShows(@TempDir Path folder) throws IOException {
    TestRequirements.tools("promtool");
    Files.writeString(
        folder.resolve("prometheus.yml"),
        InstallPage.prometheus()
            .replace("/etc/prometheus/netcheck", Repository.at("alerts/rules").toString())
            // Debian's promtool has no Kubernetes support. The test below checks the targets.
            .replaceAll(
                "kubernetes_sd_configs:\n +- role: pod\n +namespaces: \\{names: \\[netcheck]}",
                "static_configs: [{targets: ['127.0.0.1:1']}]"));
    List<String> commands =
        InstallPage.blocks(InstallPage.TEXT, "sh").filter(it -> it.contains("promtool")).toList();
    assertEquals(1, commands.size());
    ProgramRun.ExitResult ending =
        ProgramRun.run(folder, "", List.of("sh", "-e", "-c", commands.getFirst()));
    assertEquals(0, ending.status(), ending.output());
    assertTrue(ending.output().contains("rules found"), ending.output());
  }

  /** Each job keeps one port per pod: the port with its metrics. */
  @Test
  void aPlainPrometheusScrapesEachPodOnce() {
    Rendering rendering = Chart.render("hostAgent: {enabled: true}");
    for (Object job : Yaml.list(Yaml.document(InstallPage.prometheus()), "scrape_configs")) {
      Object keep = Yaml.list(job, "relabel_configs").getFirst();
      assertEquals("keep", Yaml.text(keep, "action"));
      List<String> kept =
          rendering.workloads().stream()
              .filter(it -> !it.kind().equals("Pod"))
              .flatMap(it ->
                  Yaml.list(it.container(), "ports").stream()
                      .filter(port ->
                          joined(it, Yaml.text(port, "name")).matches(Yaml.text(keep, "regex")))
                      .map(port -> it.component()))
              .sorted()
              .toList();
      assertEquals(
          Yaml.text(job, "job_name").equals("netcheck-agent")
              ? List.of("agent-host", "agent-pod")
              : List.of("exporter"),
          kept);
    }
  }

  private static String joined(Manifest it, String port) {
    return String.join(
        ";", String.valueOf(it.podLabels().get("app.kubernetes.io/name")), it.component(), port);
  }

  @Test
  void theNamesInItAreThere() {
    for (MatchResult it :
        Pattern.compile("`((?:[a-zA-Z]+\\.)+[a-zA-Z]+)`")
            .matcher(InstallPage.TEXT)
            .results()
            .toList()) {
      String[] path = it.group(1).split("\\.", -1);
      Map<String, Object> values = Yaml.document(Repository.read("chart/netcheck/values.yaml"));
      if (values.containsKey(path[0])) {
        Object parent = Yaml.at(values, Arrays.copyOf(path, path.length - 1));
        assertTrue(Yaml.map(parent).containsKey(path[path.length - 1]), it.group(1));
      }
    }
  }
}
