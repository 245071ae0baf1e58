// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures how many agents an exporter can have on this machine: 10,000, and then as many more
 * again and again, until it stretches their intervals to the longest or heartbeats fail. {@code
 * NETCHECK_LIMIT_MINUTES} says how long each number is held; three without it.
 */
final class ExporterLimit implements Benchmark {
  private static final int STEP = 10_000;
  private static final int MOST = 100_000;
  private static final Duration INTERVAL = Duration.ofSeconds(5);
  private static final String MINUTES = "NETCHECK_LIMIT_MINUTES";

  /** The longest interval: all agents have got their last list of peers. */
  private static final Duration JOINED = Duration.ofSeconds(30);

  private static final double MOST_FAILED = 0.01;
  private static final double LONGEST_STRETCH = 6;

  @Override
  public String name() {
    return "limit";
  }

  @Override
  public String question() {
    return "how many agents an exporter can have here (" + MINUTES + ")";
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    Duration time = BenchmarkProcesses.minutes(MINUTES, 3);
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 5, 18_080);
    Map<String, String> settings =
        Map.of(
            "NETCHECK_PEER_LIMIT",
            "24",
            "NETCHECK_MAX_CLIENTS",
            Integer.toString(MOST),
            "JAVA_OPTS",
            "-Xmx4g");
    List<Measurement> figures = new ArrayList<>();
    try (MeasuredProcess exporter = bench.exporter(address, settings);
        ScheduledAgents agents = bench.own(new ScheduledAgents(address, MOST, INTERVAL))) {
      boolean within = true;
      for (int count = STEP; count <= MOST && within; count += STEP) {
        agents.start(count, JOINED);
        Thread.sleep(JOINED);
        within = hold(count, time, address, exporter, agents, figures);
      }
    }
    return figures;
  }

  /** Adds the figures of a number of agents; returns whether more can be tried. */
  private static boolean hold(
      int count,
      Duration time,
      InetSocketAddress address,
      MeasuredProcess exporter,
      ScheduledAgents agents,
      List<Measurement> figures)
      throws IOException, InterruptedException {
    HeldAgents held = HeldAgents.over(time, exporter, agents);
    double failed = held.failed() / (double) Math.max(1, held.accepted());
    String metrics = metrics(address);
    double stretch = value(metrics, "netcheck_heartbeat_interval_stretch");
    String what = String.format(Locale.ROOT, "%,d agents: ", count);
    figures.addAll(held.figures(what));
    figures.add(
        Measurement.plain(what + "answer to a heartbeat, 99th percentile", held.p99Millis(), "ms"));
    figures.add(Measurement.plain(what + "heartbeats failed", 100 * failed, "%"));
    figures.add(
        Measurement.plain(
            what + "busiest event loop, share of time",
            100 * value(metrics, "netcheck_exporter_load_ratio"),
            "%"));
    figures.add(Measurement.plain(what + "interval stretched", stretch, "times"));
    figures.add(Measurement.plain(what + "RSS", exporter.residentMebibytes(), "MiB"));
    return failed <= MOST_FAILED && stretch < LONGEST_STRETCH;
  }

  private static String metrics(InetSocketAddress address) throws IOException {
    try (HttpConnection connection = new HttpConnection(address)) {
      return new String(connection.ask(HttpConnection.get("/metrics")).body(), UTF_8);
    }
  }

  private static double value(String metrics, String name) throws IOException {
    return metrics
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new IOException("no " + name));
  }
}
