// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.testing.FreePort;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An exporter is stopped for longer than an agent counts that is not heard, and continued. */
@MachineTest
class FrozenExporterTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final String AGENT = "http://127.0.42.1:6100";

  @TempDir Path folder;

  /** All faults in the reports so far. */
  private final Set<String> found = new TreeSet<>();

  private boolean isHealthy(ExporterProcess exporter) throws IOException, InterruptedException {
    Report report = exporter.report();
    report.faults().forEach(fault -> found.add(fault.kind() + " " + fault.subject()));
    return report.status() == ReportStatus.HEALTHY && report.clients().active() == 3;
  }

  private static double agent(String metric) throws IOException, InterruptedException {
    return Scrape.of(AGENT).sum(metric);
  }

  @Test
  void agentsProbeOnAndItBlamesNoneOfThemAfterwards() throws Exception {
    try (ExporterProcess exporter =
            new ExporterProcess(FreePort.get(), folder.resolve("log"), "--cache-key-second=6");
        AgentProcess one = AgentProcess.onLoopback(exporter.url(), "z1", "127.0.42.1");
        AgentProcess two = AgentProcess.onLoopback(exporter.url(), "z2", "127.0.42.2");
        AgentProcess three = AgentProcess.onLoopback(exporter.url(), "z3", "127.0.42.3")) {
      await().atMost(PATIENCE).ignoreExceptions().until(() -> isHealthy(exporter));
      found.clear();
      ProcessFaults faults = new ProcessFaults(exporter.pid());
      double probes = agent("netcheck_probes_total");
      double failed = agent("netcheck_heartbeats_failed_total");

      faults.freeze();
      try {
        // Fifteen rounds of three probes to two peers: more than twice the 6 s.
        await()
            .atMost(PATIENCE)
            .until(() ->
                agent("netcheck_probes_total") > probes + 15 * 3 * 2
                    && agent("netcheck_heartbeats_failed_total") > failed + 2);
        assertEquals(2.0, agent("netcheck_peer_up"));
        assertEquals(2.0, agent("netcheck_peers"));
      } finally {
        faults.thaw();
      }
      await().atMost(PATIENCE).until(() -> isHealthy(exporter));
      double sent = agent("netcheck_heartbeats_sent_total");
      await().atMost(PATIENCE).until(() -> agent("netcheck_heartbeats_sent_total") > sent + 2);
      await().atMost(PATIENCE).until(() -> isHealthy(exporter));
      // All agents silent at once can only be its own fault, and that is what it may say.
      found.remove("exporter_blind every agent");
      assertEquals(Set.of(), found);
      one.terminate();
      two.terminate();
      three.terminate();
    }
  }
}
