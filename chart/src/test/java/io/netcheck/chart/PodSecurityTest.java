// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Pods request no privileges, except the host network for host agents. */
class PodSecurityTest {
  private static List<Path> files() {
    return Chart.valuesFiles();
  }

  @ParameterizedTest
  @MethodSource("files")
  void everyPodIsRestrictedAndTheHostAgentOnlyHasTheHostsNetworkAndPort(Path file)
      throws IOException {
    for (Manifest it : Chart.render(Files.readString(file)).workloads()) {
      List<String> expected =
          it.component().equals("agent-host") ? List.of("hostNetwork", "hostPort") : List.of();
      assertEquals(expected, PodSecurity.violations(it.pod()), it.id());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void nothingWritesToItsImageOrKnowsItsNeighbours(Path file) throws IOException {
    for (Manifest it : Chart.render(Files.readString(file)).workloads()) {
      assertEquals(
          true, Yaml.at(it.container(), "securityContext", "readOnlyRootFilesystem"), it.id());
      assertEquals(false, it.pod().get("enableServiceLinks"), it.id());
      assertFalse(
          Yaml.map(Yaml.at(it.container(), "resources", "limits")).containsKey("cpu"), it.id());
      assertTrue(
          Yaml.map(Yaml.at(it.container(), "resources", "limits")).containsKey("memory"), it.id());
    }
  }

  @Test
  void agentsMayPingByTheSysctlInTheirOwnNetworkAndNeverInTheHosts() {
    Rendering rendering = Chart.render("hostAgent: {enabled: true}");

    assertEquals(
        List.of(Map.of("name", "net.ipv4.ping_group_range", "value", "65532 65532")),
        Yaml.at(
            rendering.one("DaemonSet", "netcheck-agent-pod").pod(), "securityContext", "sysctls"));
    assertFalse(
        Yaml.map(
                Yaml.at(rendering.one("DaemonSet", "netcheck-agent-host").pod(), "securityContext"))
            .containsKey("sysctls"));
  }

  @Test
  void theSysctlCanBeLeftOut() {
    Manifest agent = Chart.render("podAgent: {pingSysctl: false}").one("DaemonSet");
    assertFalse(Yaml.map(Yaml.at(agent.pod(), "securityContext")).containsKey("sysctls"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void onlyAnExporterThatAsksTheApiHasATokenForIt(Path file) throws IOException {
    Rendering rendering = Chart.render(Files.readString(file));
    for (Manifest it : rendering.workloads()) {
      boolean asks =
          it.component().equals("exporter") && it.env("NETCHECK_KUBERNETES").equals("on");
      assertEquals(asks, it.pod().get("automountServiceAccountToken"), it.id());
    }
    for (Manifest account : rendering.all("ServiceAccount")) {
      assertEquals(false, account.root().get("automountServiceAccountToken"), account.id());
    }
  }

  /** The evaluator finds violations. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          hostPID            | hostPID: true
          volumes [hostPath] | volumes: [{name: a, hostPath: {path: /}}]
          sysctl net.core.somaxconn | securityContext: {sysctls: [{name: net.core.somaxconn, value: "1"}], runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          runAsUser          | securityContext: {runAsUser: 0, runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          runAsNonRoot       | securityContext: {seccompProfile: {type: RuntimeDefault}}
          seccompProfile     | securityContext: {runAsNonRoot: true}
          capabilities drop  | containers: [{name: a, securityContext: {allowPrivilegeEscalation: false}}]
          capabilities add   | containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL], add: [NET_RAW]}}}]
          allowPrivilegeEscalation | containers: [{name: a, securityContext: {capabilities: {drop: [ALL]}}}]
          privileged         | containers: [{name: a, securityContext: {privileged: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]
          hostPort           | containers: [{name: a, ports: [{containerPort: 1, hostPort: 1}], securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]
          """)
  void aPodThatAsksForMoreIsFound(String violation, String change) {
    Map<String, Object> pod =
        new java.util.HashMap<>(
            Yaml.document(
                """
                securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
                containers: [{name: a, securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]
                """));
    assertEquals(List.of(), PodSecurity.violations(pod));

    pod.putAll(Yaml.document(change));

    assertEquals(List.of(violation), PodSecurity.violations(pod));
  }
}
