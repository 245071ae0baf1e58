// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.Agent;
import io.netcheck.agent.AgentConfig;
import io.netcheck.agent.AgentSettings;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.settings.Settings;
import io.netcheck.report.Report;
import io.netcheck.testing.MachineTest;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An agent's wall clock jumps an hour either way: only the reported offset changes. */
@MachineTest
class ClockJumpTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** The system's clocks, but the wall clock can be set. */
  private static final class JumpingClock implements ProcessClock {
    private volatile Duration error = Duration.ZERO;

    @Override
    public long nanoTime() {
      return System.nanoTime();
    }

    @Override
    public Instant instant() {
      return Instant.now().plus(error);
    }
  }

  private static Agent agent(URI exporter, int number, ProcessClock clock) {
    Settings settings =
        new Settings(
            AgentSettings.ALL,
            Map.of(),
            List.of(
                "--server-url=" + exporter,
                "--node-name=c" + number,
                "--node-ip=127.0.4." + number,
                "--allowed-cidrs=127.0.0.0/8",
                "--heartbeat-interval=500ms"));
    return new Agent(AgentConfig.read(settings), clock);
  }

  @Test
  void nothingChangesButTheReportedOffset() throws Exception {
    JumpingClock clock = new JumpingClock();
    try (TestExporter exporter = new TestExporter("--cache-key-second=10");
        Agent steady = agent(exporter.url(), 1, ProcessClock.SYSTEM);
        Agent jumping = agent(exporter.url(), 2, clock)) {
      await().atMost(PATIENCE).until(() -> exporter.isHealthy(2));
      assertEquals(steady.leftOut(), jumping.leftOut());
      for (Duration error : List.of(Duration.ofHours(1), Duration.ofHours(-1))) {
        clock.error = error;
        await()
            .atMost(PATIENCE)
            .until(() -> Math.abs(reportedOffset(exporter.report()) - error.toSeconds()) < 60);
        await().atMost(PATIENCE).until(() -> Math.abs(measuredOffset() - error.toSeconds()) < 60);
        assertTrue(exporter.isHealthy(2), exporter.report()::summary);
        double rtt = Scrape.of("http://127.0.4.2:6100").sum("netcheck_peer_rtt_seconds");
        assertTrue(rtt > 0 && rtt < 10, "round trips sum up to " + rtt);
      }
      assertEquals(0, exporter.report().clients().stale());
    }
  }

  private static double measuredOffset() throws Exception {
    return Scrape.of("http://127.0.4.1:6100").sum("netcheck_peer_clock_offset_seconds");
  }

  private static double reportedOffset(Report report) {
    return report.nodes().stream()
        .filter(node -> node.node().equals("c2"))
        .flatMap(node -> node.clients().stream())
        .mapToDouble(Report.ClientRow::clockOffsetSeconds)
        .sum();
  }
}
