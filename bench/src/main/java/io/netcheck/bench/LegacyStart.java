// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Measures what an exporter that has just started uses for k8snet-checker's clients, while its code
 * is still being compiled.
 */
final class LegacyStart implements Benchmark {
  /** That of the clients. */
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final Duration START = Duration.ofSeconds(15);
  private static final Duration MEASURED = Duration.ofSeconds(12);
  private static final int OK = 200;

  @Override
  public String name() {
    return "legacy-start";
  }

  @Override
  public String question() {
    return "CPU and memory of a new exporter with 1,000 and 5,000 of k8snet-checker's clients";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    List<Measurement> figures = new ArrayList<>();
    run(bench, 1_000, 2.3, 80, figures);
    run(bench, 5_000, 7, 165, figures);
    return figures;
  }

  private static double percent(Duration cpu) {
    return 100.0 * cpu.toNanos() / MEASURED.toNanos();
  }

  private static void run(
      BenchmarkProcesses bench,
      int clients,
      double mostPercent,
      double mostMebibytes,
      List<Measurement> figures)
      throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(6, clients / 1_000, 18_080);
    String what = "k8snet-checker, %,d clients: ".formatted(clients);
    try (MeasuredProcess exporter =
            bench.exporter(address, Map.of("NETCHECK_MAX_CLIENTS", "20000"));
        AgentLoad crowd =
            bench.own(
                new AgentLoad(
                    address,
                    clients,
                    number ->
                        connection ->
                            connection.ask(LegacyRequests.heartbeat(number)).status() == OK,
                    HttpConnection::new))) {
      crowd.pace(INTERVAL);
      Thread.sleep(START);
      Duration cpu = exporter.cpu();
      Duration compilers = exporter.compilerCpu();
      Thread.sleep(MEASURED);
      figures.add(
          Measurement.atMost(
              what + "CPU of one core, 15 to 27 s after the start",
              percent(exporter.cpu().minus(cpu)),
              mostPercent,
              "%"));
      figures.add(
          Measurement.plain(
              what + "of this for the compilers",
              percent(exporter.compilerCpu().minus(compilers)),
              "%"));
      figures.add(
          Measurement.atMost(
              what + "RSS, at its most", exporter.peakMebibytes(), mostMebibytes, "MiB"));
      figures.add(Measurement.count(what + "heartbeats failed", crowd.failed()));
    }
  }
}
