// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The values about the predecessors' clients. */
class LegacyTest {
  @Test
  void thePredecessorsClientsAreAcceptedAndFindTheirServerOnlyIfEnabled() {
    assertEquals("off", Chart.render("").one("Deployment").env("NETCHECK_LEGACY_API"));
    Rendering both =
        Chart.render("legacy: {k8snetChecker: {enabled: true}, netchecker: {enabled: true}}");
    assertEquals("k8snet,netchecker", both.one("Deployment").env("NETCHECK_LEGACY_API"));
    assertEquals(8080, port(both.one("Service", "k8snet-checker-server")));
    assertEquals(8081, port(both.one("Service", "netchecker-service")));
    Rendering one = Chart.render("legacy: {netchecker: {enabled: true, serviceName: ''}}");
    assertEquals("netchecker", one.one("Deployment").env("NETCHECK_LEGACY_API"));
    assertEquals(
        List.of("netcheck-exporter", "netcheck-exporter-peers"),
        one.all("Service").stream().map(Manifest::name).sorted().toList());
    assertEquals(
        "netcheck-exporter-peers.netcheck.svc:8080",
        one.one("Deployment").env("NETCHECK_LEGACY_EXPORTERS"));
    assertEquals("", Chart.render("").one("Deployment").env("NETCHECK_LEGACY_EXPORTERS"));
    assertEquals(
        "",
        Chart.render("{legacy: {netchecker: {enabled: true}}, exporter: {store: {type: file}}}")
            .one("Deployment")
            .env("NETCHECK_LEGACY_EXPORTERS"));
  }

  private static Object port(Manifest service) {
    return Yaml.at(service.list("spec", "ports").getFirst(), "port");
  }

  @Test
  void theNotesWarnThatTheyAreNotAuthenticated(@TempDir Path folder) throws IOException {
    assertTrue(
        NotesTest.notes("legacy: {netchecker: {enabled: true}}", folder)
            .contains("WARNING: the predecessors"));
  }

  @Test
  void aValueWithoutItsSwitchIsRejected() {
    assertRejected(
        "legacy: {authSecretName: a}",
        "legacy.authSecretName: only clients of k8snet-checker use it; set legacy.k8snetChecker.enabled=true");
    assertRejected(
        "legacy: {netchecker: {metrics: true}}",
        "legacy.netchecker.metrics: needs legacy.netchecker.enabled=true");
  }

  private static void assertRejected(String values, String message) {
    String refusal = Chart.refusal(values);
    assertTrue(refusal.contains(message), refusal);
  }
}
