// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Measures how many heartbeats of k8snet-checker's clients the exporter accepts per CPU second. */
final class LegacyRate implements Benchmark {
  private static final int CLIENTS = 500;
  private static final int CONNECTIONS = 4;
  private static final Duration WARM_UP = Duration.ofSeconds(10);
  private static final Duration MEASURED = Duration.ofSeconds(10);
  private static final double NANOS = 1e9;

  @Override
  public String name() {
    return "legacy-rate";
  }

  @Override
  public String question() {
    return "heartbeats of k8snet-checker's clients for a second of CPU";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(1, 5, 18_080);
    try (MeasuredProcess exporter = bench.exporter(address, Map.of());
        LegacyConnections crowd =
            bench.own(
                new LegacyConnections(
                    address,
                    CONNECTIONS,
                    Long.MAX_VALUE,
                    (i, random) -> LegacyRequests.heartbeat((int) (i % CLIENTS))))) {
      Thread.sleep(WARM_UP);
      long before = crowd.answered();
      Duration cpu = exporter.cpu();
      Thread.sleep(MEASURED);
      double rate = (crowd.answered() - before) * NANOS / exporter.cpu().minus(cpu).toNanos();
      return List.of(
          Measurement.atLeast("k8snet-checker: heartbeats per core-second", rate, 24_000, ""),
          Measurement.count("k8snet-checker: heartbeats failed", crowd.failed()));
    }
  }
}
