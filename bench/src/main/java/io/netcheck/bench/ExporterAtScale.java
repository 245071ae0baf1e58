// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures the cost of an exporter with 5,000 agents, and how fast it answers. */
final class ExporterAtScale implements Benchmark {
  private static final int AGENTS = 5_000;
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** All agents join and get the last list of peers, and the compiler finishes. */
  private static final Duration WARM_UP = Duration.ofSeconds(30);

  private static final int SCRAPES = 20;
  private static final double NANOS_PER_MILLI = 1e6;

  @Override
  public String name() {
    return "exporter";
  }

  @Override
  public String question() {
    return "CPU, memory and pages of an exporter of 5,000 agents";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 1, 18_080);
    try (MeasuredProcess exporter = bench.exporter(address, Map.of("NETCHECK_PEER_LIMIT", "24"));
        AgentLoad crowd = bench.own(new AgentLoad(address, AGENTS, true))) {
      crowd.pace(INTERVAL);
      Thread.sleep(WARM_UP);
      List<Measurement> figures = new ArrayList<>();
      double load =
          new SteadyLoad("exporter, 5,000 agents: ", exporter, crowd).measure(25, figures);
      figures.addAll(page(address, exporter, "/metrics", 100, load));
      figures.addAll(page(address, exporter, "/report", 50, load));
      figures.add(
          Measurement.atMost(
              "exporter, 5,000 agents: RSS, at its most", exporter.peakMebibytes(), 256, "MiB"));
      return figures;
    }
  }

  /** Fetches the pages while heartbeats continue. */
  private static List<Measurement> page(
      InetSocketAddress address, MeasuredProcess exporter, String path, double budget, double load)
      throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    Duration cpuBefore = exporter.cpu();
    long begin = System.nanoTime();
    int size = 0;
    for (int i = 0; i < SCRAPES; i++) {
      try (HttpConnection connection = new HttpConnection(address)) {
        long asked = System.nanoTime();
        HttpConnection.Answer answer = connection.ask(HttpConnection.get(path));
        millis.add((System.nanoTime() - asked) / NANOS_PER_MILLI);
        if (answer.status() != 200) {
          return List.of(
              Measurement.missing("exporter, 5,000 agents: " + path, "status " + answer.status()));
        }
        size = answer.body().length;
      }
      Thread.sleep(300);
    }
    double used = exporter.cpu().minus(cpuBefore).toNanos() / NANOS_PER_MILLI;
    double heartbeats = load * (System.nanoTime() - begin) / NANOS_PER_MILLI;
    String what = "exporter, 5,000 agents: " + path;
    return List.of(
        Measurement.atMost(
            what + " (" + size / 1_024 + " KiB), median time", Median.of(millis), budget, "ms"),
        Measurement.plain(
            what + ", CPU above that of the heartbeats",
            Math.max(0, used - heartbeats) / SCRAPES,
            "ms"));
  }
}
