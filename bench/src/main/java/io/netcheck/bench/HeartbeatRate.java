// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Measures how many heartbeats the exporter accepts per second of CPU time. */
final class HeartbeatRate implements Benchmark {
  private static final int AGENTS = 500;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final double NANOS = 1e9;

  @Override
  public String name() {
    return "heartbeats";
  }

  @Override
  public String question() {
    return "heartbeats that an exporter takes for a second of CPU";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    return List.of(
        Measurement.atLeast(
            "exporter: small heartbeats per core-second", rate(bench, 1, false), 20_000, ""),
        Measurement.atLeast(
            "exporter: heartbeats with 144 results per core-second",
            rate(bench, 2, true),
            5_000,
            ""));
  }

  private static double rate(BenchmarkProcesses bench, int host, boolean withResults)
      throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(1, host, 18_080);
    try (MeasuredProcess exporter = bench.exporter(address, Map.of("NETCHECK_PEER_LIMIT", "24"));
        AgentLoad crowd = bench.own(new AgentLoad(address, AGENTS, withResults))) {
      crowd.rush();
      Thread.sleep(WARM_UP);
      long acceptedBefore = crowd.accepted();
      Duration cpuBefore = exporter.cpu();
      Thread.sleep(MEASURED);
      long accepted = crowd.accepted() - acceptedBefore;
      return accepted * NANOS / exporter.cpu().minus(cpuBefore).toNanos();
    }
  }
}
