// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Checks that the predecessors' APIs survive a million requests, with readers and writers of every
 * route at the same time. The originals crashed after a thousand requests.
 */
final class LegacyLoad implements Benchmark {
  private static final int CONNECTIONS = 64;
  private static final long REQUESTS = 1_000_000;
  private static final int CLIENTS = 50;
  private static final double MOST_GROWTH_MEBIBYTES = 16;

  @Override
  public String name() {
    return "legacy-load";
  }

  @Override
  public String question() {
    return "a million mixed requests to the predecessors' APIs from 64 connections";
  }

  private static byte[] request(long number, SplittableRandom random) {
    int client = random.nextInt(CLIENTS);
    return switch ((int) (number % 8)) {
      case 0, 1 -> LegacyRequests.heartbeat(client);
      case 2 -> LegacyRequests.results(client, CLIENTS, true);
      case 3 -> LegacyRequests.results(client, CLIENTS, false);
      case 4 -> LegacyRequests.service(client);
      case 5 -> LegacyRequests.agentReport(client);
      default -> {
        List<byte[]> reads = LegacyRequests.reads();
        yield reads.get(random.nextInt(reads.size()));
      }
    };
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(1, 6, 18_080);
    try (MeasuredProcess exporter =
        bench.exporter(address, Map.of("NETCHECK_LEGACY_METRICS", "true"))) {
      // The agent that is requested by name.
      try (HttpConnection connection = new HttpConnection(address)) {
        connection.ask(LegacyRequests.agentReport(3));
      }
      LegacyConnections crowd =
          bench.own(new LegacyConnections(address, CONNECTIONS, REQUESTS, LegacyLoad::request));
      long started = System.nanoTime();
      double early = 0;
      while (crowd.answered() + crowd.failed() < REQUESTS && exporter.isAlive()) {
        Thread.sleep(200);
        if (early == 0 && crowd.answered() > REQUESTS / 5) {
          early = exporter.residentMebibytes();
        }
      }
      Duration took = Duration.ofNanos(System.nanoTime() - started);
      double late = exporter.residentMebibytes();
      crowd.close();
      return List.of(
          Measurement.count("predecessors, 64 connections: requests answered", crowd.answered()),
          Measurement.atMost(
              "predecessors, 64 connections: failed", (double) crowd.failed(), 0, ""),
          Measurement.plain("predecessors, 64 connections: time", took.toMillis() / 1e3, "s"),
          Measurement.plain("predecessors, 64 connections: RSS after a fifth", early, "MiB"),
          Measurement.atMost(
              "predecessors, 64 connections: RSS grown from there to the end",
              Math.max(0, late - early),
              MOST_GROWTH_MEBIBYTES,
              "MiB"));
    }
  }
}
