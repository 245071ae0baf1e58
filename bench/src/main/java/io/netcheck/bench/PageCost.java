// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures what 20 open pages cost an exporter of 1,000 agents, in turns with none. */
final class PageCost implements Benchmark {
  private static final int AGENTS = 1_000;
  private static final int PAGES = 20;
  private static final int TURNS = 5;
  private static final double MOST_PERCENT = 5;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final Duration WARM_UP = Duration.ofSeconds(30);
  private static final Duration SETTLING = Duration.ofSeconds(3);
  private static final Duration TURN = Duration.ofSeconds(20);

  @Override
  public String name() {
    return "page";
  }

  @Override
  public String question() {
    return "CPU of an exporter of 1,000 agents with 20 pages open and with none";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 3, 18_082);
    try (MeasuredProcess exporter = bench.exporter(address, Map.of("NETCHECK_PEER_LIMIT", "24"));
        AgentLoad crowd = bench.own(new AgentLoad(address, AGENTS, true))) {
      crowd.pace(INTERVAL);
      try (EventFollowers _ = bench.own(new EventFollowers(address, PAGES))) {
        Thread.sleep(WARM_UP);
      }
      List<Double> without = new ArrayList<>();
      List<Double> with = new ArrayList<>();
      long bytes = 0;
      long ended = 0;
      for (int i = 0; i < TURNS; i++) {
        without.add(percent(exporter));
        try (EventFollowers pages = bench.own(new EventFollowers(address, PAGES))) {
          Thread.sleep(SETTLING);
          long before = pages.bytes();
          with.add(percent(exporter));
          bytes += pages.bytes() - before;
          ended += pages.ended();
        }
      }
      String what = "page, 1,000 agents: ";
      return List.of(
          Measurement.plain(what + "CPU of one core, no page", Median.of(without), "%"),
          Measurement.plain(what + "CPU of one core, 20 pages", Median.of(with), "%"),
          Measurement.atMost(
              what + "CPU of one core for 20 pages",
              Median.of(with) - Median.of(without),
              MOST_PERCENT,
              "%"),
          Measurement.plain(
              what + "for each page", bytes / 1024.0 / PAGES / TURNS / TURN.toSeconds(), "KiB/s"),
          Measurement.count(what + "streams that ended", ended),
          Measurement.plain(what + "RSS, at its most", exporter.peakMebibytes(), "MiB"));
    }
  }

  private static double percent(MeasuredProcess exporter) throws IOException, InterruptedException {
    Duration before = exporter.cpu();
    long begin = System.nanoTime();
    Thread.sleep(TURN);
    return 100.0 * exporter.cpu().minus(before).toNanos() / (System.nanoTime() - begin);
  }
}
