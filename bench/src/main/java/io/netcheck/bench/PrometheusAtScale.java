// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.daemon.http.HttpListener;
import io.netcheck.protocol.PeerList;
import io.netcheck.testing.CurrentPrometheus;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measures what a cluster of 1,000 nodes costs Prometheus: Debian's and the current one, at the
 * same time, with the alert rules.
 */
final class PrometheusAtScale implements Benchmark {
  private static final String MINUTES = "NETCHECK_PROMETHEUS_MINUTES";
  private static final int AGENTS = 1_000;
  private static final int PEERS = 24;
  private static final int PER_NETWORK = 250;
  private static final int FIRST_NETWORK = 100;
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(15);

  /** The real programs know all their peers then, and have measured them. */
  private static final Duration LEARNING = Duration.ofSeconds(45);

  /** Each target was scraped several times then, and its connection is kept. */
  private static final Duration WARM_UP = Duration.ofMinutes(2);

  /** What Prometheus asks for. */
  private static final String ACCEPT =
      "application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

  private static final Pattern PEER = Pattern.compile("\"peer-(\\d{3})\"");

  @Override
  public String name() {
    return "prometheus";
  }

  @Override
  public String question() {
    return "CPU and memory of Prometheus with 1,000 agents and the alert rules";
  }

  @Override
  public boolean isLong() {
    return true;
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    Duration time = BenchmarkProcesses.minutes(MINUTES, 10);
    Map<String, Path> programs = programs();
    if (programs.isEmpty()) {
      return List.of(Measurement.missing("Prometheus", "is not installed"));
    }
    SampledPage ofAgent = agentPage(bench);
    SampledPage ofExporter = exporterPage(bench);
    List<Measurement> figures = new ArrayList<>();
    figures.add(Measurement.count("series of an agent with 24 peers", ofAgent.series()));
    figures.add(Measurement.count("series of an exporter of 1,000 agents", ofExporter.series()));
    InetSocketAddress exporter = BenchmarkProcesses.loopback(9, 1, 18_080);
    ServedPages pages = bench.own(new ServedPages());
    pages.serve(exporter, ofExporter, UnaryOperator.identity());
    List<InetSocketAddress> agents = new ArrayList<>();
    for (int agent = 0; agent < AGENTS; agent++) {
      InetSocketAddress address =
          BenchmarkProcesses.loopback(
              FIRST_NETWORK + agent / PER_NETWORK, 1 + agent % PER_NETWORK, 6_100);
      pages.serve(address, ofAgent, names(agent));
      agents.add(address);
    }
    Path config = config(bench, agents, exporter);
    Map<String, MeasuredPrometheus> started = new TreeMap<>();
    Map<String, Reading> before = new TreeMap<>();
    for (var program : programs.entrySet()) {
      InetSocketAddress address = BenchmarkProcesses.loopback(9, 2 + started.size(), 9_090);
      String name = program.getKey();
      started.put(
          name,
          bench.own(new MeasuredPrometheus(bench, name, program.getValue(), config, address)));
    }
    Thread.sleep(WARM_UP);
    for (var prometheus : started.entrySet()) {
      before.put(prometheus.getKey(), Reading.of(prometheus.getValue()));
    }
    Thread.sleep(time);
    Map<String, Reading> after = new TreeMap<>();
    for (var prometheus : started.entrySet()) {
      after.put(prometheus.getKey(), Reading.of(prometheus.getValue()));
    }
    for (var prometheus : started.entrySet()) {
      String name = prometheus.getKey();
      figures.addAll(
          Objects.requireNonNull(before.get(name))
              .until(
                  Objects.requireNonNull(after.get(name)),
                  "Prometheus, " + name + ": ",
                  prometheus.getValue()));
    }
    return figures;
  }

  /** By name. */
  private static Map<String, Path> programs() {
    Map<String, Path> programs = new TreeMap<>();
    Stream.of(System.getenv("PATH").split(":", -1))
        .map(folder -> Path.of(folder, "prometheus"))
        .filter(Files::isExecutable)
        .findFirst()
        .ifPresent(program -> programs.put("installed", program));
    Path current = CurrentPrometheus.program("prometheus");
    if (Files.isExecutable(current)) {
      programs.put("current", current);
    }
    return programs;
  }

  /** Two scrapes of a real agent, whose peers are simulated. */
  private static SampledPage agentPage(BenchmarkProcesses bench)
      throws IOException, InterruptedException {
    InetSocketAddress exporter = BenchmarkProcesses.loopback(4, 1, 18_080);
    InetSocketAddress address = BenchmarkProcesses.loopback(4, 2, 6_100);
    try (SimulatedPeers peers = bench.own(new SimulatedPeers(PEERS, 5, 6_200));
        HttpListener _ = AgentAtScale.exporter(exporter, new PeerList("bench", peers.peers()));
        MeasuredProcess _ =
            bench.agent(
                address,
                Map.of("SERVER_URL", "http://127.77.4.1:18080", "NETCHECK_ZONE", "zone-0"))) {
      peers.ask(address, BenchmarkProcesses.AGENT);
      return page(address);
    }
  }

  /** Two scrapes of a real exporter with as many simulated agents. */
  private static SampledPage exporterPage(BenchmarkProcesses bench)
      throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(2, 1, 18_080);
    try (MeasuredProcess _ = bench.exporter(address, Map.of());
        AgentLoad crowd = bench.own(new AgentLoad(address, AGENTS, true))) {
      crowd.pace(Duration.ofSeconds(5));
      return page(address);
    }
  }

  private static SampledPage page(InetSocketAddress address)
      throws IOException, InterruptedException {
    Thread.sleep(LEARNING);
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(
                  URI.create(
                      "http://%s:%d/metrics"
                          .formatted(address.getAddress().getHostAddress(), address.getPort())))
              .header("Accept", ACCEPT)
              .build();
      long asked = System.nanoTime();
      String first = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
      Thread.sleep(SCRAPE_INTERVAL);
      double seconds = (System.nanoTime() - asked) / 1e9;
      HttpResponse<String> second = http.send(request, HttpResponse.BodyHandlers.ofString());
      return SampledPage.after(
          second.headers().firstValue("Content-Type").orElse(""), first, second.body(), seconds);
    }
  }

  /** The peers of each agent are the next ones around a ring. */
  private static UnaryOperator<String> names(int agent) {
    return line ->
        PEER.matcher(line.replace("\"" + BenchmarkProcesses.AGENT.node() + "\"", node(agent)))
            .replaceAll(peer -> node(agent + 1 + Integer.parseInt(peer.group(1))));
  }

  private static String node(int number) {
    return "\"node-%04d\"".formatted(number % AGENTS);
  }

  private static Path config(
      BenchmarkProcesses bench, List<InetSocketAddress> agents, InetSocketAddress exporter)
      throws IOException {
    Path targets = Files.writeString(bench.file("agents.json"), targets(agents));
    Path one = Files.writeString(bench.file("exporter.json"), targets(List.of(exporter)));
    return Files.writeString(
        bench.file("prometheus.yml"),
        """
        global: {scrape_interval: %ds, evaluation_interval: 15s}
        rule_files: ['%s/*.yaml']
        scrape_configs:
        - job_name: netcheck-agent
          file_sd_configs: [{files: ['%s']}]
        - job_name: netcheck-exporter
          file_sd_configs: [{files: ['%s']}]
        """
            .formatted(SCRAPE_INTERVAL.toSeconds(), bench.alertRules(), targets, one));
  }

  private static String targets(List<InetSocketAddress> addresses) {
    return addresses.stream()
        .map(address ->
            "\"%s:%d\"".formatted(address.getAddress().getHostAddress(), address.getPort()))
        .collect(Collectors.joining(",", "[{\"targets\":[", "]}]"));
  }

  /**
   * What a Prometheus has used so far.
   *
   * @param samples that were stored
   */
  private record Reading(long nanos, Duration cpu, double samples) {
    static Reading of(MeasuredPrometheus prometheus) throws IOException, InterruptedException {
      return new Reading(
          System.nanoTime(),
          prometheus.process().cpu(),
          prometheus.own("prometheus_tsdb_head_samples_appended_total"));
    }

    List<Measurement> until(Reading end, String what, MeasuredPrometheus prometheus)
        throws IOException, InterruptedException {
      double seconds = (end.nanos - nanos) / 1e9;
      double used = end.cpu.minus(cpu).toNanos() / 1e9;
      double stored = end.samples - samples;
      return List.of(
          Measurement.count(what + "targets up", (long) prometheus.value("count(up == 1)")),
          Measurement.count(
              what + "alerts firing",
              (long) prometheus.value("count(ALERTS{alertstate=\"firing\"})")),
          Measurement.count(
              what + "rules that failed, evaluations",
              (long) prometheus.own("prometheus_rule_evaluation_failures_total")),
          Measurement.count(
              what + "series in memory", (long) prometheus.own("prometheus_tsdb_head_series")),
          Measurement.plain(what + "samples a second", stored / seconds, ""),
          Measurement.plain(what + "CPU of one core", 100 * used / seconds, "%"),
          Measurement.plain(what + "CPU for each sample", 1e6 * used / stored, "µs"),
          Measurement.plain(
              what + "RSS at the end", prometheus.process().residentMebibytes(), "MiB"),
          Measurement.plain(what + "RSS, at its most", prometheus.process().peakMebibytes(), "MiB"),
          Measurement.plain(
              what + "bytes of a sample in a block", prometheus.bytesPerSample(), ""));
    }
  }
}
