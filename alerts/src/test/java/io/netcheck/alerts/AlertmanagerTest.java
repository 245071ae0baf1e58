// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.alerts.LiveAlertmanager.Notification;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The example of routing, grouping and inhibition, with a real Alertmanager. */
@MachineTest
class AlertmanagerTest {
  private static LiveAlertmanager alertmanager;

  @BeforeAll
  static void start(@TempDir Path folder) throws Exception {
    TestRequirements.tools("prometheus-alertmanager");
    alertmanager = new LiveAlertmanager(folder);
  }

  @AfterAll
  static void end() {
    if (alertmanager != null) {
      alertmanager.close();
    }
  }

  /** An alert like those of the rules, in a separate cluster for each test. */
  private static Map<String, String> alert(String cluster, String name, String... labels) {
    Map<String, String> all = new TreeMap<>();
    all.put("alertname", "Netcheck" + name);
    all.put("cluster", cluster);
    all.put(
        "severity",
        Rule.alerts().stream()
            .filter(rule -> rule.name().equals("Netcheck" + name))
            .findFirst()
            .orElseThrow()
            .severity());
    for (int at = 0; at < labels.length; at += 2) {
      all.put(labels[at], labels[at + 1]);
    }
    return all;
  }

  /**
   * Each row: an alert that fires, and an alert that it must inhibit. {@code =n1} gives both the
   * same node in that label.
   */
  @ParameterizedTest
  @CsvSource({
    "ClusterPartitioned, NodeUnreachable, ''",
    "ClusterPartitioned, ZonePartitioned, ''",
    "ClusterPartitioned, LinkDown, ''",
    "ClusterPartitioned, SLOErrorBudgetBurn, ''",
    "ZonePartitioned, LinkDown, ''",
    "NodeUnreachable, LinkDown, target_node",
    "NodeUnreachable, AgentTargetDown, ''",
    "PodNetworkBroken, LinkDown, target_node",
    "NodeIsolated, LinkDown, source_node",
    "NodeIsolated, DNSFailing, source_node",
    "ManyLinksDown, LinkFlapping, ''",
    "ExporterDown, AgentsMissing, ''",
    "AgentsAbsent, AgentHeartbeatStale, ''"
  })
  void theLargerCauseSilencesWhatItExplains(String cause, String symptom, String label)
      throws Exception {
    String cluster = "by " + cause + " " + symptom;
    String[] labels = label.isEmpty() ? new String[0] : new String[] {label, "n1"};
    Map<Map<String, String>, Boolean> expected = new HashMap<>();
    expected.put(alert(cluster, cause, labels), false);
    expected.put(alert(cluster, symptom, labels), true);
    alertmanager.fire(new ArrayList<>(expected.keySet()));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertEquals(expected, alertmanager.inhibited(cluster)));
  }

  @Test
  void anotherNodeOrAnotherClusterIsNotSilenced() throws Exception {
    Map<String, String> cause = alert("here", "NodeUnreachable", "target_node", "n1");
    Map<String, String> otherNode = alert("here", "LinkDown", "target_node", "n2");
    Map<String, String> elsewhere = alert("there", "LinkDown", "target_node", "n1");
    alertmanager.fire(List.of(cause, otherNode, elsewhere));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> {
          assertEquals(Map.of(cause, false, otherNode, false), alertmanager.inhibited("here"));
          assertEquals(Map.of(elsewhere, false), alertmanager.inhibited("there"));
        });
  }

  /** For "equal" in Alertmanager, two missing labels are equal. */
  @Test
  void withoutAClusterLabelAllAlertsAreOfOneCluster() throws Exception {
    Map<String, String> cause = alert("", "NodeUnreachable", "target_node", "n1");
    Map<String, String> symptom = alert("", "LinkDown", "target_node", "n1");
    cause.remove("cluster");
    symptom.remove("cluster");
    alertmanager.fire(List.of(cause, symptom));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> assertEquals(Map.of(cause, false, symptom, true), alertmanager.inhibited("")));
  }

  @Test
  void twoDeadNodesAreOneNotification() throws Exception {
    alertmanager.fire(
        List.of(
            alert("grouped", "NodeUnreachable", "target_node", "n7"),
            alert("grouped", "NodeUnreachable", "target_node", "n8")));
    Notification both =
        new Notification("pager", List.of("NetcheckNodeUnreachable", "NetcheckNodeUnreachable"));
    await().atMost(Duration.ofSeconds(30)).until(() -> alertmanager.notifications().contains(both));
  }

  @ParameterizedTest
  @CsvSource({"ExporterDown, pager", "DuplicateClient, tickets", "VersionSkew, log"})
  void theSeverityDecidesWhoIsTold(String name, String receiver) throws Exception {
    alertmanager.fire(List.of(alert("routed", name)));
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() ->
            alertmanager
                .notifications()
                .contains(new Notification(receiver, List.of("Netcheck" + name))));
  }
}
