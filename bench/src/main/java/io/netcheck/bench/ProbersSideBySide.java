// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.daemon.http.HttpListener;
import io.netcheck.protocol.PeerList;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Compares an agent that only pings, and one that only sends UDP, with the probers that Debian has:
 * the same targets, each once a second. The rivals answer no scrapes meanwhile, and neither does
 * the agent.
 */
final class ProbersSideBySide implements Benchmark {
  private static final int TARGETS = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(15);
  private static final Duration MEASURED = Duration.ofSeconds(20);
  private static final long SECOND = 1_000_000_000L;
  private static final String NOT_INSTALLED = "not installed";

  @Override
  public String name() {
    return "probers";
  }

  @Override
  public String question() {
    return "CPU of a probe beside fping, smokeping-prober and blackbox-exporter";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    List<Measurement> figures = new ArrayList<>();
    double icmp = ofAgent(bench, "icmp", 3);
    double udp = ofAgent(bench, "udp", 6);
    figures.add(Measurement.plain("agent with ICMP only: CPU of a probe", icmp, "µs"));
    figures.add(Measurement.plain("agent with UDP only: CPU of a probe", udp, "µs"));
    add("fping", fping(bench), icmp, udp, figures);
    add("smokeping-prober", smokeping(bench), icmp, udp, figures);
    add("blackbox-exporter", blackbox(bench), icmp, udp, figures);
    return figures;
  }

  private static void add(
      String rival, Optional<Double> micros, double icmp, double udp, List<Measurement> figures) {
    String what = rival + ": CPU of an ICMP probe";
    if (micros.isEmpty()) {
      figures.add(Measurement.missing(what, NOT_INSTALLED));
      return;
    }
    figures.add(Measurement.plain(what, micros.get(), "µs"));
    figures.add(
        Measurement.plain(rival + " over our ICMP probe: CPU", micros.get() / icmp, "times"));
    figures.add(Measurement.plain(rival + " over our UDP probe: CPU", micros.get() / udp, "times"));
  }

  private static double ofAgent(BenchmarkProcesses bench, String probe, int third)
      throws IOException, InterruptedException {
    InetSocketAddress address = BenchmarkProcesses.loopback(4, third, 6_100);
    try (SimulatedPeers peers = bench.own(new SimulatedPeers(TARGETS, third + 3, 6_200));
        HttpListener stub =
            AgentAtScale.exporter(
                BenchmarkProcesses.loopback(4, third + 1, 18_080),
                new PeerList("bench", peers.peers()));
        MeasuredProcess agent =
            bench.agent(
                address,
                Map.of(
                    "SERVER_URL",
                    "http://127.77.4." + (third + 1) + ":" + stub.address().getPort(),
                    "NETCHECK_PROBES",
                    probe))) {
      return cpu(agent);
    }
  }

  /** The CPU time for each target and second, in microseconds. */
  private static double cpu(MeasuredProcess process) throws IOException, InterruptedException {
    Thread.sleep(WARM_UP);
    Duration before = process.cpu();
    long begin = System.nanoTime();
    Thread.sleep(MEASURED);
    double seconds = (System.nanoTime() - begin) / (double) SECOND;
    return process.cpu().minus(before).toNanos() / 1e3 / (seconds * TARGETS);
  }

  private static List<String> targets() {
    List<String> targets = new ArrayList<>();
    for (int i = 1; i <= TARGETS; i++) {
      targets.add("127.77.12." + i);
    }
    return targets;
  }

  private static Optional<Double> fping(BenchmarkProcesses bench)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("fping", "-q", "-l", "-p", "1000"));
    command.addAll(targets());
    return measured(bench, command);
  }

  private static Optional<Double> smokeping(BenchmarkProcesses bench)
      throws IOException, InterruptedException {
    Path none = bench.file("smokeping.yml");
    Files.writeString(none, "targets: []\n");
    List<String> command =
        new ArrayList<>(
            List.of(
                "prometheus-smokeping-prober",
                "--config.file=" + none,
                "--web.listen-address=127.77.4.12:18093",
                "--ping.interval=1s"));
    command.addAll(targets());
    return measured(bench, command);
  }

  private static Optional<Double> measured(BenchmarkProcesses bench, List<String> command)
      throws IOException, InterruptedException {
    if (!isInstalled(command.getFirst())) {
      return Optional.empty();
    }
    try (MeasuredProcess process = bench.start("rival", command, Map.of())) {
      double micros = cpu(process);
      requireAlive(process);
      return Optional.of(micros);
    }
  }

  /** It probes when it is asked, so it is asked for each target once a second. */
  private static Optional<Double> blackbox(BenchmarkProcesses bench)
      throws IOException, InterruptedException {
    String program = "prometheus-blackbox-exporter";
    if (!isInstalled(program)) {
      return Optional.empty();
    }
    Path config = bench.file("blackbox.yml");
    Files.writeString(
        config,
        "modules: {icmp: {prober: icmp, timeout: 1s, icmp: {preferred_ip_protocol: ip4}}}\n");
    InetSocketAddress address = BenchmarkProcesses.loopback(4, 13, 18_094);
    List<String> command =
        List.of(program, "--config.file=" + config, "--web.listen-address=127.77.4.13:18094");
    try (MeasuredProcess process = bench.start("rival", command, Map.of())) {
      Thread asking = Thread.ofPlatform().name("asking").daemon().start(() -> ask(address));
      double micros = cpu(process);
      asking.interrupt();
      asking.join();
      requireAlive(process);
      return Optional.of(micros);
    }
  }

  private static void ask(InetSocketAddress exporter) {
    List<String> targets = targets();
    long due = System.nanoTime() + SECOND;
    try {
      Thread.sleep(Duration.ofSeconds(1));
      try (HttpConnection connection = new HttpConnection(exporter)) {
        for (int turn = 0; !Thread.interrupted(); turn++) {
          LockSupport.parkNanos(due - System.nanoTime());
          due += SECOND / TARGETS;
          connection.ask(
              HttpConnection.get("/probe?module=icmp&target=" + targets.get(turn % TARGETS)));
        }
      }
    } catch (IOException | InterruptedException e) {
      System.err.println("bench: asking the exporter failed: " + e);
    }
  }

  private static void requireAlive(MeasuredProcess process) throws IOException {
    if (!process.isAlive()) {
      throw new IOException("it ended:\n" + Files.readString(process.log()));
    }
  }

  private static boolean isInstalled(String program) {
    for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
