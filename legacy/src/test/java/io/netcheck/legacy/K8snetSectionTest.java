// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * The printed report has what k8snet-checker's report had, and names the program of each client.
 */
class K8snetSectionTest {
  private final LegacyExporter exporter = new LegacyExporter(false);
  private final SimulatedK8snet site = new SimulatedK8snet(exporter);

  @AfterEach
  void close() {
    exporter.close();
  }

  private String text() {
    exporter.clock().advance(Duration.ofSeconds(2));
    LegacyExporter.Answer answer = exporter.get("/report?format=text");
    assertEquals(200, answer.status());
    return answer.body();
  }

  @Test
  void hostsPodsAndServicesAreCounted() {
    site.beat(1);
    site.beat(2);
    site.tests("hosts", 1, "10.1.0.2", "reachable", "open", "");
    site.tests("hosts", 2, "10.1.0.1", "reachable", "closed", "");
    site.tests("pods", 1, "10.2.0.2", "reachable", "open", "");
    site.service(1, "10.96.0.1", "unreachable", "{\"443\":\"open\"}", "");
    String text = text();
    assertEquals(
        """
        k8snet-checker
          2 clients
          hosts (2): 10.1.0.1, 10.1.0.2
          pods (2): 10.2.0.1, 10.2.0.2
          1 of 2 hosts answered the ping with their TEST_PORT closed: nobody listens there, or the packets
          are dropped. This is no fault by itself
          tests of           total  good  failed   rate  average  altogether
          hosts                  2     1       1   50 %    2.05s       4.10s
          pods                   1     1       0  100 %    2.05s       2.05s
          service 10.96.0.1      1     1       0  100 %   10.01s      10.01s
        """,
        text.substring(text.indexOf("\nk8snet-checker\n") + 1));
  }

  @Test
  void thePredecessorsClientsAreNamed() {
    site.beat(1);
    site.post("/api/v1/agents/agent-x", "{\"podname\":\"agent-x\",\"nodename\":\"n7\"}");
    site.post("/api/v1/agents/x-hostnet", "{\"podname\":\"x-hostnet\",\"nodename\":\"n7\"}");
    String text = text();
    assertTrue(text.contains("\n  of k8snet-checker (1): pod/10.1.0.1\n"), text);
    assertTrue(text.contains("\n  of netchecker (2): pod/n7, host/n7\n"), text);
  }

  @Test
  void nothingIsSaidWhereNobodyIsThere() {
    assertFalse(text().contains("k8snet"));
  }
}
