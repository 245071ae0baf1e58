// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.HttpListener;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
import io.netcheck.protocol.HeartbeatAnswer;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.PeerList;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures an agent that probes 100 peers, all of which probe it. */
final class AgentAtScale implements Benchmark {
  private static final int PEERS = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(20);

  /** The JIT compiler is done with most of the code by then: agents run for weeks. */
  private static final Duration COMPILING = Duration.ofSeconds(100);

  /** Scrapes like Prometheus; the figures include these scrapes. */
  private static final Duration SCRAPE_INTERVAL = Duration.ofSeconds(15);

  private static final int SCRAPES = 3;

  @Override
  public String name() {
    return "agent";
  }

  @Override
  public String question() {
    return "CPU and memory of an agent with 100 peers and all four probes";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress exporter = BenchmarkProcesses.loopback(4, 1, 18_080);
    InetSocketAddress address = BenchmarkProcesses.loopback(4, 2, 6_100);
    try (SimulatedPeers peers = bench.own(new SimulatedPeers(PEERS, 5, 6_200));
        HttpListener stub = exporter(exporter, new PeerList("bench", peers.peers()));
        MeasuredProcess agent =
            bench.agent(
                address, Map.of("SERVER_URL", "http://127.77.4.1:" + stub.address().getPort()))) {
      peers.ask(address, BenchmarkProcesses.AGENT);
      Thread.sleep(WARM_UP);
      scrape(address);
      Usage early = measure(agent, address, peers);
      Thread.sleep(COMPILING);
      Usage lasting = measure(agent, address, peers);
      List<Measurement> figures = new ArrayList<>();
      figures.add(
          Measurement.plain("agent, 100 peers: probes a second, its own", lasting.probes, ""));
      figures.add(
          Measurement.plain(
              "agent, 100 peers: probes a second, of its peers (UDP, full size, TCP)",
              lasting.answered,
              ""));
      figures.add(
          Measurement.count(
              "agent, 100 peers: probes failed, since its start",
              sum(scrape(address), "netcheck_probe_failures_total")));
      figures.add(
          Measurement.plain(
              "agent, 100 peers: CPU of one core, in its first minute", 100 * early.cpu, "%"));
      figures.add(
          Measurement.atMost(
              "agent, 100 peers: CPU of one core, after three minutes", 100 * lasting.cpu, 2, "%"));
      figures.add(
          Measurement.plain(
              "agent, 100 peers: CPU for each of its probes, after three minutes",
              1e6 * lasting.cpu / lasting.probes,
              "µs"));
      figures.add(
          Measurement.atMost("agent, 100 peers: RSS", agent.residentMebibytes(), 64, "MiB"));
      return figures;
    }
  }

  /**
   * What an agent does and needs in a second.
   *
   * @param answered probes of its peers
   * @param cpu in seconds
   */
  private record Usage(double probes, double answered, double cpu) {}

  /** Measures while it is scraped three times. */
  private static Usage measure(
      MeasuredProcess agent, InetSocketAddress address, SimulatedPeers peers)
      throws IOException, InterruptedException {
    long probes = sum(scrape(address), "netcheck_probes_total");
    long answered = peers.answered();
    Duration cpu = agent.cpu();
    long begin = System.nanoTime();
    for (int i = 1; i < SCRAPES; i++) {
      Thread.sleep(SCRAPE_INTERVAL);
      scrape(address);
    }
    Thread.sleep(SCRAPE_INTERVAL);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Duration used = agent.cpu().minus(cpu);
    return new Usage(
        (sum(scrape(address), "netcheck_probes_total") - probes) / seconds,
        (peers.answered() - answered) / seconds,
        used.toNanos() / 1e9 / seconds);
  }

  /** Assigns the peers and receives the heartbeats. */
  static HttpListener exporter(InetSocketAddress address, PeerList peers) {
    Routes routes =
        new Routes()
            .post(
                "/api/v2/heartbeat",
                "application/json",
                HeartbeatJson.MAX_BYTES,
                request -> {
                  try {
                    boolean known =
                        HeartbeatJson.read(request.body()).generation().equals(peers.generation());
                    return Response.json(
                        HeartbeatJson.write(
                            known
                                ? HeartbeatAnswer.confirmed(Duration.ZERO)
                                : HeartbeatAnswer.peers(peers, Duration.ZERO)));
                  } catch (MalformedException e) {
                    throw new IllegalStateException("no heartbeat", e);
                  }
                },
                _ -> {});
    return JdkHttpListener.SERVER.open(address, HttpLimits.DEFAULT, routes);
  }

  private static String scrape(InetSocketAddress agent) throws IOException {
    try (HttpConnection connection = new HttpConnection(agent)) {
      return new String(connection.ask(HttpConnection.get("/metrics")).body(), UTF_8);
    }
  }

  private static long sum(String page, String counter) {
    return Math.round(
        page.lines()
            .filter(line -> line.startsWith(counter + "{"))
            .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum());
  }
}
