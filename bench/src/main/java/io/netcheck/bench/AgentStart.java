// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerJson;
import io.netcheck.protocol.PeerList;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Measures the time from the start of an agent to its first probe. */
final class AgentStart implements Benchmark {
  private static final int STARTS = 7;
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String CACHE = "-XX:AOTCache=";

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String question() {
    return "time from an agent's start to its first probe, with its AOT cache and without";
  }

  @Override
  public List<Measurement> run(BenchmarkProcesses bench) throws IOException, InterruptedException {
    InetSocketAddress peer = BenchmarkProcesses.loopback(3, 2, 6_100);
    Path peers = bench.file("peers.json");
    Files.write(peers, PeerJson.write(new PeerList("bench", List.of(peer(peer)))));
    Map<String, String> settings =
        Map.of(
            "SERVER_URL", "http://127.77.3.3:1",
            "NETCHECK_PEERS_FILE", peers.toString(),
            // Leaves no time in the round to spread the first probes.
            "NETCHECK_PROBE_TIMEOUT", "990ms");
    InetSocketAddress address = BenchmarkProcesses.loopback(3, 1, 6_100);
    List<String> command;
    try (MeasuredProcess agent = bench.agent(address, settings)) {
      command = agent.command();
    }
    List<String> without = command.stream().filter(word -> !word.startsWith(CACHE)).toList();
    Map<String, String> all = BenchmarkProcesses.agentSettings(address, settings);
    List<Measurement> figures = new ArrayList<>();
    String what = "agent: start to first probe";
    if (Files.exists(bench.agentCache())) {
      List<String> with = new ArrayList<>(without);
      with.add(1, CACHE + bench.agentCache());
      double seconds = seconds(bench, with, all, peer);
      figures.add(Measurement.atMost(what + ", with AOT cache", seconds, 1, "s"));
    } else {
      figures.add(Measurement.missing(what + ", with AOT cache", "no cache"));
    }
    figures.add(Measurement.atMost(what + ", without", seconds(bench, without, all, peer), 1, "s"));
    return figures;
  }

  private static Peer peer(InetSocketAddress address) {
    return new Peer(
        new ClientId(AgentKind.HOST, "peer"),
        "",
        new Endpoint(List.of(), List.of(address.getAddress()), address.getPort()));
  }

  private static double seconds(
      BenchmarkProcesses bench,
      List<String> command,
      Map<String, String> settings,
      InetSocketAddress peer)
      throws IOException, InterruptedException {
    List<Double> seconds = new ArrayList<>();
    for (int i = 0; i < STARTS; i++) {
      try (DatagramSocket socket = new DatagramSocket(peer)) {
        socket.setSoTimeout((int) PATIENCE.toMillis());
        long begin = System.nanoTime();
        try (MeasuredProcess agent = bench.start("agent", command, settings)) {
          awaitDatagram(socket, agent);
          seconds.add((System.nanoTime() - begin) / 1e9);
        }
      }
    }
    return Median.of(seconds);
  }

  private static void awaitDatagram(DatagramSocket socket, MeasuredProcess agent)
      throws IOException {
    try {
      socket.receive(new DatagramPacket(new byte[2_048], 2_048));
    } catch (SocketTimeoutException e) {
      throw new IOException("no probe came:\n" + Files.readString(agent.log()), e);
    }
  }
}
