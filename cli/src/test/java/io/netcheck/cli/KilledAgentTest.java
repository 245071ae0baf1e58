// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An agent dies on a host that lives on: what its peers, the exporter and the report say of it. */
@MachineTest
class KilledAgentTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static double probeUp(String probe) throws IOException, InterruptedException {
    return Scrape.of("http://127.0.2.1:6100")
        .sum("netcheck_peer_probe_up", "target_node=\"k3\"", "probe=\"" + probe + "\"");
  }

  @Test
  void itsPeersSayDownTheExporterSaysStaleAndARestartLeavesNoGhost() throws Exception {
    try (TestExporter exporter = new TestExporter("--cache-key-second=6");
        AgentProcess first = AgentProcess.onLoopback(exporter.url(), "k1", "127.0.2.1");
        AgentProcess second = AgentProcess.onLoopback(exporter.url(), "k2", "127.0.2.2");
        AgentProcess third = AgentProcess.onLoopback(exporter.url(), "k3", "127.0.2.3")) {
      await().atMost(PATIENCE).until(() -> exporter.isHealthy(3));
      assertEquals(1.0, probeUp("udp"));

      third.kill();

      await().atMost(PATIENCE).until(() -> probeUp("udp") == 0.0 && probeUp("tcp") == 0.0);
      Scrape scrape = Scrape.of("http://127.0.2.1:6100");
      assertEquals(
          1.0,
          scrape.sum("netcheck_peer_up", "target_node=\"k3\""),
          "its host answers pings, so the path works");
      assertTrue(
          scrape.sum(
                  "netcheck_probe_failures_by_reason_total", "probe=\"udp\"", "reason=\"refused\"")
              > 0);
      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertEquals(List.of("agent_down host/k3"), exporter.faults()));
      await().atMost(PATIENCE).until(() -> exporter.report().clients().stale() == 1);
      Report stale = exporter.report();
      assertEquals(2, stale.clients().active());
      assertEquals(ReportStatus.DEGRADED, stale.status());
      assertTrue(stale.summary().contains("k3"), stale.summary());
      assertEquals(List.of("agent_down host/k3"), exporter.faults(), "and nothing else");

      try (AgentProcess again = AgentProcess.onLoopback(exporter.url(), "k3", "127.0.2.3")) {
        await().atMost(PATIENCE).until(() -> exporter.isHealthy(3));
        Report healed = exporter.report();
        assertEquals(0, healed.clients().stale());
        assertEquals(3, healed.nodes().size());

        again.terminate();

        await().atMost(PATIENCE).until(() -> exporter.report().clients().leaving() == 1);
        Report leaving = exporter.report();
        assertEquals(List.of(), leaving.faults(), "one that said goodbye is no fault");
        assertEquals(ReportStatus.HEALTHY, leaving.status());
      }
      first.terminate();
      second.terminate();
    }
  }

  /** Only the refusals of its kernel are left of it, which prove no host. */
  @Test
  void whereNobodyPingsItIsTheAgentAsWell() throws Exception {
    String probes = "--probes=udp,tcp,mtu";
    try (TestExporter exporter = new TestExporter("--cache-key-second=6");
        AgentProcess _ = AgentProcess.onLoopback(exporter.url(), "k1", "127.0.2.1", probes);
        AgentProcess _ = AgentProcess.onLoopback(exporter.url(), "k2", "127.0.2.2", probes);
        AgentProcess third = AgentProcess.onLoopback(exporter.url(), "k3", "127.0.2.3", probes)) {
      await().atMost(PATIENCE).until(() -> exporter.isHealthy(3));

      third.kill();

      await()
          .atMost(PATIENCE)
          .untilAsserted(() -> assertEquals(List.of("agent_down host/k3"), exporter.faults()));
      assertEquals(
          0.0, Scrape.of("http://127.0.2.1:6100").sum("netcheck_peer_up", "target_node=\"k3\""));
      await().atMost(PATIENCE).until(() -> exporter.report().clients().stale() == 1);
      assertEquals(List.of("agent_down host/k3"), exporter.faults(), "and nothing else");
    }
  }
}
