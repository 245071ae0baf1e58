// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.alerts.LiveAlertmanager.Notification;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import io.netcheck.verdict.FaultKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
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
    all.put("severity", severity("Netcheck" + name));
    for (int at = 0; at < labels.length; at += 2) {
      all.put(labels[at], labels[at + 1]);
    }
    return all;
  }

  /** The severity in the rule, or that of the kinds of fault. */
  private static String severity(String alert) {
    return Arrays.stream(FaultKind.values())
        .filter(kind -> kind.alerts().contains(alert))
        .map(kind -> kind.severity().toString())
        .findFirst()
        .orElseGet(() ->
            Rule.alerts().stream()
                .filter(rule -> rule.name().equals(alert))
                .findFirst()
                .orElseThrow()
                .severity());
  }

  /** Each row: an alert that fires, and an alert that it must inhibit. */
  @ParameterizedTest
  @CsvSource({
    "ExporterDown, AgentHeartbeatStale",
    "AgentsAbsent, AgentHeartbeatStale",
    "AgentsAbsent, AgentsMissing",
    "HeartbeatsAbsent, HeartbeatsRejected"
  })
  void theLargerFailureSilencesWhatItExplains(String cause, String symptom) throws Exception {
    String cluster = "by " + cause + " " + symptom;
    Map<String, String> large = alert(cluster, cause);
    Map<String, String> small = alert(cluster, symptom);
    Map<String, String> elsewhere = alert("not " + cluster, symptom);
    alertmanager.fire(List.of(large, small, elsewhere));
    assertInhibited(cluster, Map.of(large, false, small, true));
    assertInhibited("not " + cluster, Map.of(elsewhere, false));
  }

  /** For "equal" in Alertmanager, two missing labels are equal. */
  @Test
  void aFaultThatBecameCriticalSilencesItsWarning() throws Exception {
    for (String cluster : List.of("grown", "")) {
      Map<String, String> warning = alert(cluster, "PacketLossHigh", "subject", "n1");
      Map<String, String> another = alert(cluster, "PacketLossHigh", "subject", "n2");
      Map<String, String> critical = alert(cluster, "PacketLossHigh", "subject", "n1");
      critical.put("severity", "critical");
      if (cluster.isEmpty()) {
        List.of(warning, another, critical).forEach(alert -> alert.remove("cluster"));
      }
      alertmanager.fire(List.of(warning, another, critical));
      assertInhibited(cluster, Map.of(warning, true, another, false, critical, false));
    }
  }

  private static void assertInhibited(String cluster, Map<Map<String, String>, Boolean> expected) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertEquals(expected, alertmanager.inhibited(cluster)));
  }

  @Test
  void twoDeadNodesAreOneNotification() throws Exception {
    alertmanager.fire(
        List.of(
            alert("grouped", "NodeUnreachable", "node", "n7"),
            alert("grouped", "NodeUnreachable", "node", "n8")));
    Notification both =
        new Notification("pager", List.of("NetcheckNodeUnreachable", "NetcheckNodeUnreachable"));
    await().atMost(Duration.ofSeconds(30)).until(() -> alertmanager.notifications().contains(both));
  }

  @ParameterizedTest
  @CsvSource({"NetworkDown, pager", "NeverReached, tickets", "VersionSkew, log"})
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
