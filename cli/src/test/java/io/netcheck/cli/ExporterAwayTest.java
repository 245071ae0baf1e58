// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The exporter goes away for thirty rounds and comes back knowing nothing. */
@MachineTest
class ExporterAwayTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String AGENT = "http://127.0.3.1:6100";

  @Test
  void agentsProbeOnAndTheFirstHeartbeatBringsItUpToDate() throws Exception {
    TestExporter before = new TestExporter();
    int port = before.url().getPort();
    try (AgentProcess first = AgentProcess.onLoopback(before.url(), "e1", "127.0.3.1");
        AgentProcess second = AgentProcess.onLoopback(before.url(), "e2", "127.0.3.2")) {
      await().atMost(PATIENCE).until(() -> before.isHealthy(2));
      before.close();
      Scrape atFirst = Scrape.of(AGENT);

      // Thirty rounds of three probes.
      await()
          .atMost(Duration.ofMinutes(2))
          .pollInterval(Duration.ofSeconds(1))
          .until(() ->
              Scrape.of(AGENT).sum("netcheck_probes_total")
                  >= atFirst.sum("netcheck_probes_total") + 30 * 3);

      Scrape later = Scrape.of(AGENT);
      assertEquals(1.0, later.sum("netcheck_peer_up", "target_node=\"e2\""));
      assertEquals(1.0, later.sum("netcheck_peers"));
      assertTrue(
          later.sum("netcheck_heartbeats_failed_total")
              > atFirst.sum("netcheck_heartbeats_failed_total"));

      try (TestExporter after = new TestExporter("127.0.0.1", port)) {
        await().atMost(PATIENCE).until(() -> after.isHealthy(2));
        assertEquals(2, after.report().networks().getFirst().links().up());
        assertEquals(1.0, Scrape.of(AGENT).sum("netcheck_peers"), "nobody lost a peer");
        first.terminate();
        second.terminate();
      }
    } finally {
      before.close();
    }
  }
}
