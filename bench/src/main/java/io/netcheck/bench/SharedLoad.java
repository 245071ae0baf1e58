// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures whether two exporters with one etcd hold many agents, and what is lost when one of them
 * is killed. {@code NETCHECK_SHARED_AGENTS} says how many; 10,000 without it.
 */
final class SharedLoad implements Benchmark {
  private static final String AGENTS = "NETCHECK_SHARED_AGENTS";
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  /** All agents have their peers, and only send when it is due. */
  private static final Duration SETTLED = Duration.ofSeconds(60);

  /** Each unchanged client record is written once in this time. */
  private static final Duration STEADY = Duration.ofMinutes(2);

  /** How long a Service still sends connections to an exporter that is gone. */
  private static final Duration IN_SERVICE = Duration.ofSeconds(2);

  /** Twice as long as a client stays fresh, and long enough for a fault to be confirmed. */
  private static final Duration AFTERWARDS = Duration.ofSeconds(60);

  private static final double MEBI = 1024.0 * 1024.0;

  /** Changes of a client's state, as the exporter logs them. */
  private static final List<String> CHANGES =
      List.of("client stale", "client stalled", "client superseded", "client duplicate");

  @Override
  public String name() {
    return "shared";
  }

  @Override
  public String question() {
    return "many agents on two exporters with one etcd, one of which is killed (" + AGENTS + ")";
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    if (!EtcdServer.isInstalled()) {
      return List.of(Measurement.missing("shared", "etcd is not installed"));
    }
    int agents = BenchmarkProcesses.number(AGENTS, 10_000, 15_000);
    InetSocketAddress first = BenchmarkProcesses.loopback(11, 1, 18_096);
    InetSocketAddress second = BenchmarkProcesses.loopback(11, 2, 18_096);
    Map<String, String> settings = new HashMap<>(EtcdServer.settings("/shared/"));
    settings.put("NETCHECK_PEER_LIMIT", "24");
    settings.put("NETCHECK_MAX_CLIENTS", Integer.toString(2 * agents));
    settings.put("JAVA_OPTS", "-Xmx2g");
    ServiceEndpoints service = new ServiceEndpoints(first, second);
    try (MeasuredProcess etcd = EtcdServer.start(bench);
        MeasuredProcess killed = bench.exporter(first, settings);
        MeasuredProcess survivor = bench.exporter(second, settings);
        ScheduledAgents crowd = bench.own(new ScheduledAgents(service::any, agents, INTERVAL))) {
      crowd.start(agents, INTERVAL.multipliedBy(2));
      Thread.sleep(SETTLED);
      return new Run(agents, etcd, killed, survivor, second, service, crowd).figures(first);
    }
  }

  /** What both exporters do with agents that have settled. */
  private record Run(
      int agents,
      MeasuredProcess etcd,
      MeasuredProcess killed,
      MeasuredProcess survivor,
      InetSocketAddress survivorAt,
      ServiceEndpoints service,
      ScheduledAgents crowd) {
    List<Measurement> figures(InetSocketAddress killedAt) throws IOException, InterruptedException {
      String what = String.format(Locale.ROOT, "%,d agents, two exporters: ", agents);
      List<Measurement> figures = new ArrayList<>();
      steady(what, figures);
      figures.add(Measurement.plain(what + "RSS of the one", killed.residentMebibytes(), "MiB"));
      figures.add(
          Measurement.plain(what + "RSS of the other", survivor.residentMebibytes(), "MiB"));
      ExporterView before = ExporterView.await(survivorAt);
      long changesBefore = changes();
      long failedThere = crowd.failedAt(killedAt);
      long failedElsewhere = crowd.failedAt(survivorAt);

      killed.kill();
      long gone = System.nanoTime();
      service.remove(killedAt, gone + IN_SERVICE.toNanos());
      double heard = -1;
      ViewChanges seen = new ViewChanges(before);
      while (System.nanoTime() - gone < AFTERWARDS.toNanos()) {
        long since = System.nanoTime() - gone;
        if (heard < 0 && crowd.heardAtSince(survivorAt, gone) == agents) {
          heard = since / 1e9;
        }
        ExporterView.of(survivorAt).ifPresentOrElse(seen::add, seen::countUnanswered);
        Thread.sleep(200);
      }
      if (heard < 0) {
        heard = AFTERWARDS.toSeconds();
      }
      ExporterView after = ExporterView.await(survivorAt);
      String then = String.format(Locale.ROOT, "%,d agents, one of two killed: ", agents);
      figures.add(Measurement.atMost(then + "agents lost", agents - after.active(), 0, ""));
      figures.add(
          Measurement.atMost(
              then + "fewest active clients seen, missing", agents - seen.fewestActive(), 0, ""));
      figures.add(
          Measurement.atMost(
              then + "changes of a client's state logged",
              (double) (changes() - changesBefore),
              0,
              ""));
      figures.add(
          Measurement.atMost(
              then + "findings or verdicts that were not there before", seen.findings(), 0, ""));
      figures.add(
          Measurement.count(
              then + "heartbeats failed at the killed one",
              crowd.failedAt(killedAt) - failedThere));
      figures.add(
          Measurement.atMost(
              then + "heartbeats failed at the other one",
              (double) (crowd.failedAt(survivorAt) - failedElsewhere),
              0,
              ""));
      figures.add(Measurement.atMost(then + "until the other one has heard all", heard, 15, "s"));
      figures.add(Measurement.count(then + "reports that it did not give", seen.unanswered()));
      figures.add(
          Measurement.plain(then + "RSS of the other", survivor.residentMebibytes(), "MiB"));
      figures.add(
          Measurement.atMost(
              then + "size of etcd's database",
              EtcdServer.metric("etcd_mvcc_db_total_size_in_bytes") / MEBI,
              2_048,
              "MiB"));
      seen.print();
      return figures;
    }

    private void steady(String what, List<Measurement> figures)
        throws IOException, InterruptedException {
      Duration killedCpu = killed.cpu();
      Duration survivorCpu = survivor.cpu();
      Duration etcdCpu = etcd.cpu();
      double proposals = EtcdServer.metric("etcd_server_proposals_committed_total");
      double bytes = EtcdServer.metric("etcd_network_client_grpc_received_bytes_total");
      long failed = crowd.failed();
      long begin = System.nanoTime();
      Thread.sleep(STEADY);
      long end = System.nanoTime();
      double seconds = (end - begin) / 1e9;
      figures.add(
          Measurement.plain(
              what + "heartbeats a second", crowd.accepted().sum(begin, end) / seconds, ""));
      figures.add(
          Measurement.atMost(
              what + "heartbeats failed", (double) (crowd.failed() - failed), 0, ""));
      figures.add(cpu(what + "CPU of the one", killed.cpu().minus(killedCpu), seconds));
      figures.add(cpu(what + "CPU of the other", survivor.cpu().minus(survivorCpu), seconds));
      figures.add(cpu(what + "CPU of etcd", etcd.cpu().minus(etcdCpu), seconds));
      figures.add(
          Measurement.atMost(
              what + "etcd's writes a second",
              (EtcdServer.metric("etcd_server_proposals_committed_total") - proposals) / seconds,
              100,
              ""));
      figures.add(
          Measurement.plain(
              what + "sent to etcd a second",
              (EtcdServer.metric("etcd_network_client_grpc_received_bytes_total") - bytes)
                  / seconds
                  / 1_024,
              "KiB"));
      figures.add(
          Measurement.plain(
              what + "size of etcd's database",
              EtcdServer.metric("etcd_mvcc_db_total_size_in_bytes") / MEBI,
              "MiB"));
      figures.add(Measurement.plain(what + "RSS of etcd", etcd.residentMebibytes(), "MiB"));
    }

    private static Measurement cpu(String what, Duration cpu, double seconds) {
      return Measurement.plain(what + ", of one core", 100 * cpu.toNanos() / 1e9 / seconds, "%");
    }

    private long changes() throws IOException {
      return Files.readAllLines(survivor.log()).stream()
          .filter(line -> CHANGES.stream().anyMatch(line::contains))
          .count();
    }
  }
}
