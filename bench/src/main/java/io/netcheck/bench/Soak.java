// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures whether an exporter keeps anything of agents that come and go: memory, threads, files or
 * series. {@code NETCHECK_SOAK_MINUTES} says for how long; an hour without it.
 */
final class Soak implements Benchmark {
  private static final int AGENTS = 1_000;
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** So many agents leave without a word in each minute, and as many others come. */
  private static final int CHURN = 100;

  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(5);

  private static final String MINUTES = "NETCHECK_SOAK_MINUTES";

  /** The heap grows to its usual size within this time, without anything being kept. */
  private static final Duration HEAP_GROWTH = Duration.ofMinutes(15);

  /** What the process has at one moment. */
  private record Sample(double mebibytes, long threads, long files, long series) {}

  @Override
  public String name() {
    return "soak";
  }

  @Override
  public String question() {
    return "what an exporter keeps of 1,000 agents that come and go (NETCHECK_SOAK_MINUTES)";
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    return run(bench, BenchmarkProcesses.minutes(MINUTES, 60));
  }

  /**
   * @param duration the first third of it is warming up
   */
  List<Measurement> run(BenchmarkProcesses bench, Duration duration)
      throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 1, 18_082);
    Map<String, String> settings =
        Map.of("NETCHECK_PEER_LIMIT", "24", "NETCHECK_CLIENT_FORGET_AFTER", "20s");
    try (MeasuredProcess exporter = bench.exporter(address, settings);
        AgentLoad crowd = bench.own(new AgentLoad(address, AGENTS, true))) {
      crowd.churn(CHURN);
      crowd.pace(INTERVAL);
      Duration third = duration.dividedBy(3);
      Thread.sleep(third);
      Sample before = largest(exporter, address, third);
      long failedBefore = crowd.failed();
      Sample after = largest(exporter, address, third);
      List<Measurement> figures = new ArrayList<>();
      String what = "soak, " + duration.toMinutes() + " min: ";
      figures.add(Measurement.plain(what + "RSS, second third", before.mebibytes, "MiB"));
      String last = what + "RSS, last third";
      figures.add(
          duration.compareTo(HEAP_GROWTH) < 0
              ? Measurement.plain(last, after.mebibytes, "MiB")
              : Measurement.atMost(last, after.mebibytes, 1.05 * before.mebibytes, "MiB"));
      figures.add(
          Measurement.atMost(what + "threads", (double) after.threads, before.threads + 2.0, ""));
      figures.add(
          Measurement.atMost(what + "open files", (double) after.files, before.files + 10.0, ""));
      figures.add(
          Measurement.atMost(what + "series", (double) after.series, 1.02 * before.series, ""));
      figures.add(
          Measurement.atMost(
              what + "heartbeats failed", (double) (crowd.failed() - failedBefore), 0, ""));
      figures.add(Measurement.count(what + "agents that left", crowd.departed()));
      return figures;
    }
  }

  /** The largest figures within {@code time}, each by itself. */
  private static Sample largest(MeasuredProcess exporter, InetSocketAddress address, Duration time)
      throws IOException, InterruptedException {
    Sample largest = new Sample(0, 0, 0, 0);
    long begin = System.nanoTime();
    while (System.nanoTime() - begin < time.toNanos()) {
      Thread.sleep(LOOK_INTERVAL);
      largest =
          new Sample(
              Math.max(largest.mebibytes, exporter.residentMebibytes()),
              Math.max(largest.threads, exporter.threads()),
              Math.max(largest.files, exporter.openFiles()),
              Math.max(largest.series, series(address)));
    }
    return largest;
  }

  private static long series(InetSocketAddress address) throws IOException {
    try (HttpConnection connection = new HttpConnection(address)) {
      HttpConnection.Answer answer = connection.ask(HttpConnection.get("/metrics"));
      return new String(answer.body(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.startsWith("#"))
          .count();
    }
  }
}
