// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures how many heartbeats the exporter accepts per second of CPU time, beside a plain server
 * in the same run. The JVM's compilers do not count: they are not done when the warm-up is over.
 */
final class HeartbeatRate implements Benchmark {
  private static final int AGENTS = 500;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration MEASURED = Duration.ofSeconds(5);
  private static final int ROUNDS = 3;
  private static final double NANOS = 1e9;

  @Override
  public String name() {
    return "heartbeats";
  }

  @Override
  public String question() {
    return "heartbeats that an exporter takes for a second of CPU";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    List<Measurement> figures = new ArrayList<>();
    compare(bench, false, "small heartbeats", 1.7, figures);
    compare(bench, true, "heartbeats with 144 results", 0.9, figures);
    return figures;
  }

  /**
   * @param least times as many as the plain server accepts
   */
  private static void compare(
      BenchmarkProcesses bench,
      boolean withResults,
      String what,
      double least,
      List<Measurement> figures)
      throws IOException, InterruptedException {
    List<Double> ratios = new ArrayList<>();
    List<Double> rates = new ArrayList<>();
    List<Double> plainRates = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      int host = (withResults ? 100 : 0) + 2 * round;
      InetSocketAddress plain = BenchmarkProcesses.loopback(1, host, 18_080);
      InetSocketAddress own = BenchmarkProcesses.loopback(1, host + 1, 18_080);
      try (MeasuredProcess server = bench.reference(plain)) {
        plainRates.add(rate(bench, server, plain, withResults));
      }
      try (MeasuredProcess server = bench.exporter(own, Map.of("NETCHECK_PEER_LIMIT", "24"))) {
        rates.add(rate(bench, server, own, withResults));
      }
      ratios.add(rates.getLast() / plainRates.getLast());
    }
    figures.add(
        Measurement.plain("plain server: " + what + " per core-second", Median.of(plainRates), ""));
    figures.add(Measurement.plain("exporter: " + what + " per core-second", Median.of(rates), ""));
    figures.add(
        Measurement.atLeast(
            "exporter over the plain server: " + what, Median.of(ratios), least, "times"));
  }

  private static double rate(
      BenchmarkProcesses bench,
      MeasuredProcess server,
      InetSocketAddress address,
      boolean withResults)
      throws IOException, InterruptedException {
    try (AgentLoad crowd = bench.own(new AgentLoad(address, AGENTS, withResults))) {
      crowd.rush();
      Thread.sleep(WARM_UP);
      long acceptedBefore = crowd.accepted();
      Duration cpuBefore = server.cpu().minus(server.compilerCpu());
      Thread.sleep(MEASURED);
      long accepted = crowd.accepted() - acceptedBefore;
      Duration cpu = server.cpu().minus(server.compilerCpu()).minus(cpuBefore);
      return accepted * NANOS / cpu.toNanos();
    }
  }
}
