// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.settings.Setting;
import io.netcheck.daemon.settings.SettingProblem;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.server.ServerConfig;
import io.netcheck.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs accept the environment that the chart gives them. */
class SettingsTest {
  /** The values that Kubernetes inserts for pod fields. */
  private static final Map<String, String> FIELDS =
      Map.of(
          "spec.nodeName", "node-1",
          "status.hostIPs", "10.0.0.1,fd00::1",
          "status.podIPs", "10.1.0.1,fd01::1",
          // Pods have no such label before Kubernetes 1.35.
          "metadata.labels['topology.kubernetes.io/zone']", "");

  private static List<Path> files() {
    return Chart.valuesFiles();
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothingIsWrongWithThem(Path file) throws IOException {
    for (Manifest it : Chart.render(Files.readString(file)).workloads()) {
      if (!it.kind().equals("Pod")) {
        assertEquals(List.of(), problems(it), it.id());
      }
    }
  }

  private static List<String> problems(Manifest it) {
    Map<String, String> environment = new TreeMap<>();
    it.variables()
        .map(variable -> Yaml.text(variable, "name"))
        .forEach(name -> environment.put(name, FIELDS.getOrDefault(it.env(name), it.env(name))));
    boolean isExporter = it.component().equals("exporter");
    List<Setting<?>> known = isExporter ? ServerSettings.ALL : AgentSettings.ALL;
    Settings settings = new Settings(known, environment, List.of());
    if (isExporter) {
      ServerConfig.of(settings);
    } else {
      AgentConfig.read(settings);
    }
    return settings.problems().stream()
        .map(SettingProblem::toString)
        // Files that exist only in the container or the pod.
        .filter(problem -> !problem.matches("(?s)KUBECONFIG.*|.*(=|file:)/(etc|var)/.*|.*_FILE.*"))
        .toList();
  }

  @Test
  void aSettingThatNoProgramHasIsFound() {
    Manifest agent =
        Chart.render("agent: {settings: {NETCHECK_PROBE_INTERVALL: 2s}}").one("DaemonSet");
    assertTrue(problems(agent).toString().contains("NETCHECK_PROBE_INTERVALL"));
  }
}
