// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures whether 5,000 agents every 5 s can be held: memory at the start and at the end, and the
 * time of the answers. {@code NETCHECK_HOLD_MINUTES} says for how long; a quarter of an hour
 * without it.
 */
final class ExporterHold implements Benchmark {
  private static final int AGENTS = 5_000;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final String MINUTES = "NETCHECK_HOLD_MINUTES";
  private static final Duration SETTLED = Duration.ofMinutes(1);

  @Override
  public String name() {
    return "hold";
  }

  @Override
  public String question() {
    return "memory and answers of an exporter of 5,000 agents over time (" + MINUTES + ")";
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    Duration time = BenchmarkProcesses.minutes(MINUTES, 15);
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 4, 18_080);
    try (MeasuredProcess exporter = bench.exporter(address, Map.of("NETCHECK_PEER_LIMIT", "24"));
        ScheduledAgents agents = bench.own(new ScheduledAgents(address, AGENTS, INTERVAL))) {
      agents.start(AGENTS, INTERVAL.multipliedBy(2));
      Thread.sleep(SETTLED);
      double before = exporter.residentMebibytes();
      HeldAgents held = HeldAgents.over(time, exporter, agents);
      String what = "5,000 agents for " + time.toMinutes() + " min: ";
      List<Measurement> figures = new ArrayList<>(held.figures(what));
      figures.add(Measurement.atMost(what + "heartbeats failed", (double) held.failed(), 0, ""));
      figures.add(
          Measurement.atMost(
              what + "answer to a heartbeat, 99th percentile", held.p99Millis(), 100, "ms"));
      figures.add(Measurement.plain(what + "RSS after a minute", before, "MiB"));
      figures.add(Measurement.plain(what + "RSS at the end", exporter.residentMebibytes(), "MiB"));
      return figures;
    }
  }
}
