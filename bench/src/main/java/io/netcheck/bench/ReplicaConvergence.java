// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.HeartbeatJson;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.MalformedException;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Measures how long it takes until two exporters with one etcd agree: from a heartbeat that one of
 * them accepted until both have the same clients, states and links in their reports, and assign
 * peers with the same generation.
 */
final class ReplicaConvergence implements Benchmark {
  private static final int AGENTS = 24;
  private static final int CHANGES = 240;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration INTERVAL = Duration.ofSeconds(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The changing state of one agent. */
  private static final class ExporterReplica {
    private final int number;
    private int life = 1;
    private long startedNanos = System.nanoTime();
    private long sequence;
    private boolean here = true;

    /** Whether it gets no answer from the first agent, which always exists. */
    private boolean complains;

    ExporterReplica(int number) {
      this.number = number;
    }

    void start() {
      here = true;
      life++;
      startedNanos = System.nanoTime();
      sequence = 0;
    }

    private static String name(int number) {
      return "node-%02d".formatted(number);
    }

    private String version() {
      return "0.0." + life;
    }

    /** The data about this agent in a report. */
    Set<String> expected() {
      String client = name(number) + (here ? " active " : " leaving ") + version();
      return complains && here ? Set.of(client, name(number) + ">" + name(0)) : Set.of(client);
    }

    Heartbeat next(boolean goodbye) {
      List<String> targets =
          IntStream.range(0, AGENTS)
              .filter(other -> other != number)
              .mapToObj(ExporterReplica::name)
              .toList();
      int[] up = new int[targets.size()];
      for (int i = 0; i < up.length; i++) {
        up[i] = complains && targets.get(i).equals(name(0)) ? 0 : 1;
      }
      sequence++;
      return new Heartbeat(
          new ClientId(AgentKind.HOST, name(number)),
          "",
          version(),
          "life-%03d".formatted(life),
          Duration.ofNanos(System.nanoTime() - startedNanos),
          sequence,
          goodbye,
          Instant.now(),
          INTERVAL,
          new Endpoint(List.of(), List.of(InetAddress.ofLiteral("10.1.1." + (number + 1))), 6100),
          "",
          sequence,
          INTERVAL,
          List.of(new PlaneResults(Network.HOST, IpFamily.IPV4, targets, up, Map.of())),
          List.of(),
          List.of());
    }
  }

  private final List<ExporterReplica> members = new ArrayList<>();

  @Override
  public String name() {
    return "agreement";
  }

  @Override
  public String question() {
    return "until two exporters with one etcd say the same, after a heartbeat reached one of them";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    if (!EtcdServer.isInstalled()) {
      return List.of(Measurement.missing("agreement of two exporters", "etcd is not installed"));
    }
    List<InetSocketAddress> exporters =
        List.of(
            BenchmarkProcesses.loopback(10, 1, 18_095), BenchmarkProcesses.loopback(10, 2, 18_095));
    try (MeasuredProcess etcd = EtcdServer.start(bench);
        MeasuredProcess first =
            bench.exporter(exporters.getFirst(), EtcdServer.settings("/agreement/"));
        MeasuredProcess second =
            bench.exporter(exporters.getLast(), EtcdServer.settings("/agreement/"))) {
      for (int i = 0; i < AGENTS; i++) {
        members.add(new ExporterReplica(i));
        beat(members.get(i), exporters.get(i % 2), false);
      }
      awaitAgreement(exporters, members.getFirst());
      List<Double> seconds = new ArrayList<>();
      for (int i = 0; i < CHANGES; i++) {
        ExporterReplica member = members.get(1 + i % (AGENTS - 1));
        others(exporters, i, member);
        change(member, i, exporters.get(i % 2));
        long heard = System.nanoTime();
        awaitAgreement(exporters, member);
        seconds.add((System.nanoTime() - heard) / 1e9);
      }
      List<Double> sorted = seconds.stream().sorted().toList();
      String what = "two exporters, one etcd: until they agree after a change, ";
      return List.of(
          Measurement.count("two exporters, one etcd: changes", CHANGES),
          Measurement.plain(what + "median", Median.of(sorted), "s"),
          Measurement.atMost(what + "p99", sorted.get(CHANGES * 99 / 100), 2, "s"),
          Measurement.atMost(what + "at most", sorted.getLast(), 2, "s"),
          Measurement.count(
              "two exporters, one etcd: alive at the end",
              Stream.of(etcd, first, second).filter(MeasuredProcess::isAlive).count()));
    }
  }

  /** The events of an agent: it starts, restarts, says goodbye, loses a link, and recovers it. */
  private static void change(ExporterReplica member, int turn, InetSocketAddress exporter)
      throws IOException {
    boolean goodbye = false;
    if (!member.here) {
      member.start();
    } else if (member.complains) {
      member.complains = false;
    } else if (turn % 4 == 0) {
      member.here = false;
      goodbye = true;
    } else if (turn % 4 == 1) {
      member.start();
    } else {
      member.complains = true;
    }
    beat(member, exporter, goodbye);
  }

  /** Keeps all agents alive. Each agent uses one exporter. */
  private void others(List<InetSocketAddress> exporters, int turn, ExporterReplica but)
      throws IOException {
    for (ExporterReplica member : members) {
      if (member.here && member != but && (member.number + turn) % 4 == 0) {
        beat(member, exporters.get(member.number % 2), false);
      }
    }
  }

  private void awaitAgreement(List<InetSocketAddress> exporters, ExporterReplica about)
      throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Set<String> first = said(exporters.getFirst());
      // The exporter that received the heartbeat must show it as well.
      if (first.equals(said(exporters.getLast()))
          && first.containsAll(about.expected())
          && generation(exporters.getFirst()).equals(generation(exporters.getLast()))) {
        return;
      }
      if (System.nanoTime() > deadline) {
        Set<String> second = said(exporters.getLast());
        throw new IOException(
            "they do not agree within %d s on %s: %s, %s"
                .formatted(PATIENCE.toSeconds(), about.expected(), first, second));
      }
      Thread.sleep(20);
    }
  }

  /** Clients with their states and versions, and failing links. */
  private static Set<String> said(InetSocketAddress exporter) throws IOException {
    JsonNode report = JSON.readTree(ask(exporter, HttpConnection.get("/report?links=failing")));
    Set<String> said = new TreeSet<>();
    for (JsonNode node : report.path("nodes")) {
      for (JsonNode client : node.path("clients")) {
        said.add(
            String.join(
                " ",
                node.path("node").asText(),
                client.path("state").asText(),
                client.path("version").asText()));
      }
    }
    for (JsonNode link : report.path("links")) {
      if (link.path("state").asText().equals("down")) {
        said.add(link.path("source").asText() + ">" + link.path("target").asText());
      }
    }
    return said;
  }

  /** The generation of the peers that the exporter gives an agent without peers. */
  private String generation(InetSocketAddress exporter) throws IOException {
    byte[] answer = beat(members.getFirst(), exporter, false);
    try {
      return HeartbeatJson.readAnswer(answer)
          .peers()
          .map(peers -> peers.generation())
          .orElseThrow(() -> new IOException("no peers"));
    } catch (MalformedException e) {
      throw new IOException("the answer at " + e.field(), e);
    }
  }

  private static byte[] beat(ExporterReplica member, InetSocketAddress exporter, boolean goodbye)
      throws IOException {
    byte[] json = HeartbeatJson.write(member.next(goodbye));
    byte[] head = HttpConnection.postHead("/api/v2/heartbeat", json.length);
    byte[] request = Arrays.copyOf(head, head.length + json.length);
    System.arraycopy(json, 0, request, head.length, json.length);
    return ask(exporter, request);
  }

  private static byte[] ask(InetSocketAddress exporter, byte[] request) throws IOException {
    try (HttpConnection connection = new HttpConnection(exporter)) {
      HttpConnection.Answer answer = connection.ask(request);
      if (answer.status() != 200) {
        throw new IOException(
            "status " + answer.status() + ": " + new String(answer.body(), UTF_8));
      }
      return answer.body();
    }
  }
}
