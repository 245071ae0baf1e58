// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures the cost of storing the clients in a file and in etcd. */
final class StoreAtScale implements Benchmark {
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** All agents join, and the compiler finishes. */
  private static final Duration WARM_UP = Duration.ofSeconds(40);

  private static final Duration MEASURED = Duration.ofSeconds(40);

  /** After the warm-up, each unchanged client record is written once in this time. */
  private static final Duration SLOW_BEAT = Duration.ofMinutes(2);

  @Override
  public String name() {
    return "store";
  }

  @Override
  public String question() {
    return "writes a second and CPU of an exporter that keeps its clients in a file or in etcd";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    List<Measurement> figures = new ArrayList<>();
    figures.addAll(measure(bench, "memory, 5,000 agents", 5_000, 18_091, Map.of()));
    Map<String, String> file = Map.of("NETCHECK_STORE", "file:" + bench.file("state"));
    figures.addAll(measure(bench, "file, 5,000 agents", 5_000, 18_092, file));
    if (!EtcdServer.isInstalled()) {
      figures.add(Measurement.missing("etcd", "not installed"));
      return figures;
    }
    try (MeasuredProcess etcd = EtcdServer.start(bench)) {
      figures.addAll(
          measure(bench, "etcd, 1,000 agents", 1_000, 18_093, EtcdServer.settings("/first/")));
      figures.addAll(
          measure(bench, "etcd, 5,000 agents", 5_000, 18_094, EtcdServer.settings("/second/")));
      figures.add(Measurement.plain("etcd itself: RSS, at its most", etcd.peakMebibytes(), "MiB"));
    }
    return figures;
  }

  private static List<Measurement> measure(
      BenchmarkProcesses bench, String what, int agents, int port, Map<String, String> settings)
      throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(9, 1, port);
    InetSocketAddress other = BenchmarkProcesses.loopback(9, 2, port);
    boolean shared = what.startsWith("etcd");
    List<Measurement> figures = new ArrayList<>();
    try (MeasuredProcess exporter = bench.exporter(address, settings);
        MeasuredProcess follower = shared ? bench.exporter(other, settings) : exporter;
        AgentLoad crowd = bench.own(new AgentLoad(address, agents, true))) {
      crowd.pace(INTERVAL);
      Thread.sleep(WARM_UP);
      StoreCost before = StoreCost.of(address);
      Duration cpu = exporter.cpu();
      Duration followed = follower.cpu();
      long failed = crowd.failed();
      long begin = System.nanoTime();
      Thread.sleep(shared ? SLOW_BEAT : MEASURED);
      double seconds = (System.nanoTime() - begin) / 1e9;
      StoreCost after = StoreCost.of(address);
      figures.add(
          Measurement.plain(
              what + ": CPU of one core", percent(exporter.cpu().minus(cpu), seconds), "%"));
      figures.add(Measurement.count(what + ": heartbeats failed", crowd.failed() - failed));
      figures.add(Measurement.plain(what + ": RSS, at its most", exporter.peakMebibytes(), "MiB"));
      if (after.writes > 0) {
        figures.add(
            Measurement.plain(
                what + ": writes a second", (after.writes - before.writes) / seconds, ""));
        figures.add(
            Measurement.plain(
                what + ": records a second", (after.records - before.records) / seconds, ""));
        figures.add(
            Measurement.plain(
                what + ": written a second",
                (after.bytes - before.bytes) / seconds / 1_024,
                "KiB"));
        figures.add(Measurement.count(what + ": failures", Math.round(after.failures)));
      }
      if (shared) {
        figures.add(
            Measurement.plain(
                what + ": CPU of a second exporter, which hears nobody",
                percent(follower.cpu().minus(followed), seconds),
                "%"));
        figures.add(
            Measurement.atLeast(
                what + ": active clients that it knows", active(other), agents, ""));
      }
    }
    return figures;
  }

  private static double percent(Duration cpu, double seconds) {
    return 100 * cpu.toNanos() / 1e9 / seconds;
  }

  private static double active(InetSocketAddress exporter) throws IOException {
    return sum(scrape(exporter), "netcheck_clients{", "state=\"active\"");
  }

  /** The counters of a store so far; all zero without a store. */
  private record StoreCost(double writes, double records, double bytes, double failures) {
    static StoreCost of(InetSocketAddress exporter) throws IOException {
      String scrape = scrape(exporter);
      return new StoreCost(
          sum(scrape, "netcheck_store_writes_total", ""),
          sum(scrape, "netcheck_store_records_total", ""),
          sum(scrape, "netcheck_store_written_bytes_total", ""),
          sum(scrape, "netcheck_store_failures_total", ""));
    }
  }

  private static String scrape(InetSocketAddress exporter) throws IOException {
    try (HttpConnection connection = new HttpConnection(exporter)) {
      return new String(connection.ask(HttpConnection.get("/metrics")).body(), UTF_8);
    }
  }

  private static double sum(String scrape, String name, String label) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(name) && line.contains(label))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}
