// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures what 1,000 agents and Prometheus notice of 2,000 connections that block. */
final class HostileLoad implements Benchmark {
  private static final int AGENTS = 1_000;
  private static final int SLOW = 2_000;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration MEASURED = Duration.ofSeconds(60);
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(1);

  @Override
  public String name() {
    return "hostile";
  }

  @Override
  public String question() {
    return "heartbeats and /metrics of 1,000 agents beside 2,000 slow or unread connections";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 1, 18_081);
    try (MeasuredProcess exporter = bench.exporter(address, Map.of("NETCHECK_PEER_LIMIT", "24"));
        AgentLoad crowd = bench.own(new AgentLoad(address, AGENTS, true))) {
      crowd.pace(INTERVAL);
      Thread.sleep(WARM_UP);
      List<Measurement> figures = new ArrayList<>(measure("alone", exporter, address, crowd));
      try (SlowConnections slow = bench.own(new SlowConnections(address, SLOW))) {
        Thread.sleep(INTERVAL);
        figures.addAll(measure("with 2,000 slow connections", exporter, address, crowd));
        figures.add(Measurement.count("hostile: connections opened", slow.opened()));
      }
      return figures;
    }
  }

  private static List<Measurement> measure(
      String when, MeasuredProcess exporter, InetSocketAddress address, AgentLoad crowd)
      throws IOException, InterruptedException {
    crowd.latencies().clear();
    long failedBefore = crowd.failed();
    Duration cpuBefore = exporter.cpu();
    Latencies scrapes = new Latencies();
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < MEASURED.toNanos()) {
      long asked = System.nanoTime();
      try (HttpConnection connection = new HttpConnection(address)) {
        if (connection.ask(HttpConnection.get("/metrics")).status() != 200) {
          throw new IOException("no metrics " + when);
        }
      }
      scrapes.add(System.nanoTime() - asked);
      Thread.sleep(SCRAPE_INTERVAL);
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    double cpu = exporter.cpu().minus(cpuBefore).toNanos() / 1e9;
    String what = "hostile, " + when + ": ";
    return List.of(
        Measurement.atMost(what + "heartbeats, p99", crowd.latencies().quantile(0.99), 250, "ms"),
        Measurement.atMost(what + "/metrics, p99", scrapes.quantile(0.99), 250, "ms"),
        Measurement.atMost(
            what + "heartbeats failed", (double) (crowd.failed() - failedBefore), 0, ""),
        Measurement.plain(what + "CPU of one core", 100 * cpu / seconds, "%"),
        Measurement.plain(what + "RSS", exporter.residentMebibytes(), "MiB"));
  }
}
