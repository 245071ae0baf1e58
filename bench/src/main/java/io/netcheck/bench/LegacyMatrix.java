// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures the cost of half a million results of k8snet-checker's clients: 500 sources, each with
 * 500 hosts and 500 pods. The original used 344 MiB and needed 1.4 s to return them.
 */
final class LegacyMatrix implements Benchmark {
  private static final int NODES = 500;
  private static final int READS = 9;

  /**
   * Rounds of results, one per minute. Each round makes the results of the previous one obsolete.
   */
  private static final int ROUNDS = 5;

  private static final double NANOS = 1e9;
  private static final double MEBIBYTE = 1024 * 1024.0;

  @Override
  public String name() {
    return "legacy-matrix";
  }

  @Override
  public String question() {
    return "memory and time of 500 x 1,000 results of k8snet-checker's clients";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(1, 7, 18_080);
    // All clients must stay known while this benchmark posts and reads results.
    Map<String, String> settings = Map.of("CACHE_KEY_SECOND", "10m");
    String what = "k8snet-checker, 500 x 1,000: ";
    try (MeasuredProcess exporter = bench.exporter(address, settings);
        HttpConnection connection = new HttpConnection(address)) {
      for (int round = 0; round < ROUNDS; round++) {
        for (int node = 0; node < NODES; node++) {
          connection.ask(LegacyRequests.heartbeat(node));
        }
        for (int node = 0; node < NODES; node++) {
          connection.ask(LegacyRequests.results(node, NODES, true));
          connection.ask(LegacyRequests.results(node, NODES, false));
        }
      }
      List<Double> seconds = new ArrayList<>();
      int size = 0;
      for (int i = 0; i < READS; i++) {
        long started = System.nanoTime();
        size = connection.ask(HttpConnection.get("/api/v1/results")).body().length;
        seconds.add((System.nanoTime() - started) / NANOS);
        Thread.sleep(1_000);
      }
      seconds.sort(Double::compare);
      return List.of(
          Measurement.plain(what + "/results", size / MEBIBYTE, "MiB"),
          Measurement.atMost(what + "/results, median time", seconds.get(READS / 2), 1.4, "s"),
          Measurement.atMost(what + "RSS, at its most", exporter.peakMebibytes(), 150, "MiB"));
    }
  }
}
