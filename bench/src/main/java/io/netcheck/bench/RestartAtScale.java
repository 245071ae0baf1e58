// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures what 5,000 agents do when their exporter ends and comes back: whether they all come at
 * once, and how long it takes until all are heard again.
 */
final class RestartAtScale implements Benchmark {
  private static final int AGENTS = 5_000;
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** All agents have their peers, and only send when it is due. */
  private static final Duration SETTLED = Duration.ofSeconds(40);

  private static final Duration STEADY = Duration.ofSeconds(20);
  private static final Duration AWAY = Duration.ofSeconds(10);
  private static final Duration LONGEST = Duration.ofSeconds(60);

  @Override
  public String name() {
    return "restart";
  }

  @Override
  public String question() {
    return "what 5,000 agents do when their exporter restarts";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 3, 18_080);
    Map<String, String> settings = Map.of("NETCHECK_PEER_LIMIT", "24");
    try (ScheduledAgents agents = bench.own(new ScheduledAgents(address, AGENTS, INTERVAL))) {
      long steadyFrom;
      long stopped;
      try (MeasuredProcess _ = bench.exporter(address, settings)) {
        agents.start(AGENTS, INTERVAL.multipliedBy(2));
        Thread.sleep(SETTLED);
        steadyFrom = System.nanoTime();
        Thread.sleep(STEADY);
        stopped = System.nanoTime();
      }
      long away = System.nanoTime();
      Thread.sleep(AWAY);
      try (MeasuredProcess _ = bench.exporter(address, settings)) {
        long back = System.nanoTime();
        double heard = awaitAll(agents, back);
        Thread.sleep(STEADY);
        long end = System.nanoTime();
        double before = agents.accepted().sum(steadyFrom, stopped) / (double) STEADY.toSeconds();
        double usual = AGENTS / (double) INTERVAL.toSeconds();
        String what = "restart under 5,000 agents: ";
        return List.of(
            Measurement.plain(what + "heartbeats a second before", before, ""),
            Measurement.plain(
                what + "share of the usual heartbeats before", 100 * before / usual, "%"),
            Measurement.plain(
                what + "most in a second before",
                agents.accepted().peak(steadyFrom, stopped) / usual,
                "times"),
            Measurement.plain(
                what + "attempts to connect while it is away, most in a second",
                agents.connects().peak(away, back) / usual,
                "times"),
            Measurement.atMost(
                what + "connections after, most in a second",
                agents.connects().peak(back, end) / usual,
                1.5,
                "times"),
            Measurement.atMost(
                what + "heartbeats after, most in a second",
                agents.accepted().peak(back, end) / usual,
                1.5,
                "times"),
            Measurement.atMost(
                what + "until all are heard again", heard, 12 * usual / before, "s"));
      }
    }
  }

  /** Seconds until every agent was heard. */
  private static double awaitAll(ScheduledAgents agents, long since)
      throws IOException, InterruptedException {
    while (agents.heardSince(since) < AGENTS) {
      if (System.nanoTime() - since > LONGEST.toNanos()) {
        throw new IOException("heard " + agents.heardSince(since) + " agents of " + AGENTS);
      }
      Thread.sleep(50);
    }
    return (System.nanoTime() - since) / 1e9;
  }
}
