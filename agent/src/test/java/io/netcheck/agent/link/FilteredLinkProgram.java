// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.agent.history.FlightRecorder;
import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.IcmpProber;
import io.netcheck.agent.probe.Prober;
import io.netcheck.agent.probe.TcpProber;
import io.netcheck.agent.probe.UdpProber;
import io.netcheck.agent.probe.UdpResponder;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.FailingPorts;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerList;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.testing.ProgramRun;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;

/**
 * Probes a peer while there is a packet filter on the way, and prints what the probes came to; see
 * FilteredLinkTest.
 */
final class FilteredLinkProgram {
  private static final PrintStream OUT = System.out;
  static final String ALL_UP = "link up icmp up udp up tcp up";

  private static final ClientId PEER = new ClientId(AgentKind.HOST, "peer");
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofMillis(100);
  private static final Duration WAIT = Duration.ofSeconds(90);

  /** So many that all source ports are in use. */
  private static final int ROUNDS = 10;

  private final ProbeRounds rounds;
  private final Link link;

  private FilteredLinkProgram(ProbeRounds rounds, Link link) {
    this.rounds = rounds;
    this.link = link;
  }

  /**
   * @param arguments what to look at, a command that begins to filter, one that ends it, and for
   *     {@code states} which ones it brings
   */
  public static void main(String[] arguments) throws Exception {
    InetAddress own = InetAddress.ofLiteral("10.78.0.1");
    InetAddress target = InetAddress.ofLiteral("10.78.0.2");
    ProcessClock clock = ProcessClock.SYSTEM;
    try (EventLoop loop = new EventLoop(clock);
        UdpResponder responder =
            new UdpResponder(loop, List.of(target), 0, AgentIdentity.of(PEER), clock);
        ServerSocket accepting = new ServerSocket()) {
      accepting.bind(new InetSocketAddress(target, responder.port()), 512);
      List<InetAddress> from = List.of(own);
      Map<ProbeKind, Prober> probers =
          Map.of(
              ProbeKind.ICMP, new IcmpProber(loop, from, clock),
              ProbeKind.UDP, new UdpProber(loop, from, clock),
              ProbeKind.TCP, new TcpProber(loop, from, clock));
      LinkPlan plan = new LinkPlan(AgentKind.HOST, Set.of(IpFamily.IPV4), probers, 1, true);
      LinkTable table = new LinkTable(plan, INTERVAL.multipliedBy(3));
      Endpoint endpoint = new Endpoint(List.of(), List.of(target), responder.port());
      table.update(new PeerList("g", List.of(new Peer(PEER, "", endpoint))));
      OutcomeTotals totals =
          new OutcomeTotals(new PrometheusRegistry(), List.of(Network.HOST), probers.keySet());
      LinkWatch watch = new LinkWatch(clock, totals, new FlightRecorder(clock));
      try (ProbeRounds rounds = new ProbeRounds(loop, table, watch, INTERVAL, TIMEOUT, clock)) {
        FilteredLinkProgram program = new FilteredLinkProgram(rounds, table.links().getFirst());
        switch (arguments[0]) {
          case "states" -> program.states(arguments[1], arguments[2], arguments[3]);
          case "ports" -> program.ports(arguments[1], arguments[2]);
          default -> throw new IllegalArgumentException(arguments[0]);
        }
      }
      probers.values().forEach(Prober::close);
    }
  }

  private void states(String begin, String end, String expected) throws Exception {
    awaitRounds(ROUNDS);
    print("before", ALL_UP);
    shell(begin);
    await(() -> isDown(ProbeKind.TCP));
    awaitRounds(3 * ROUNDS);
    print("filtered", expected);
    shell(end);
    await(() -> !isDown(ProbeKind.TCP));
    print("after", ALL_UP);
  }

  /** Prints the states as expected, if they become so. A busy machine loses probes now and then. */
  private void print(String when, String expected) {
    long until = rounds.progress().completed() + 5 * ROUNDS;
    await(() -> states().equals(expected) || rounds.progress().completed() > until);
    OUT.println(when + " " + states());
  }

  private void ports(String begin, String end) throws Exception {
    awaitRounds(6 * ROUNDS);
    OUT.println("before " + failingPorts().isPresent());
    shell(begin);
    FailingPorts failing = await(() -> failingPorts().isPresent()).orElseThrow();
    OUT.println("filtered " + (failing.failing() < failing.tried()) + " " + link.state());
    for (int port : failing.examples()) {
      OUT.println("odd " + (port % 2 == 1));
    }
    shell(end);
    await(() -> failingPorts().isEmpty());
    OUT.println("after " + failingPorts().isPresent());
  }

  private Optional<FailingPorts> await(Callable<Boolean> condition) {
    Awaitility.await().atMost(WAIT).until(condition);
    return failingPorts();
  }

  private Optional<FailingPorts> failingPorts() {
    return link.failingPorts(0, ProcessClock.SYSTEM.nanoTime());
  }

  private void awaitRounds(int count) {
    long until = rounds.progress().completed() + count;
    await(() -> rounds.progress().completed() >= until);
  }

  private boolean isDown(ProbeKind kind) {
    return link.read(kind).state() == LinkState.DOWN;
  }

  private String states() {
    StringBuilder text = new StringBuilder("link ").append(link.state());
    for (ProbeKind kind : link.probes()) {
      ProbeRecord.Window window = link.offer(kind, 0);
      text.append(' ').append(kind).append(' ').append(window.state());
      if (window.state() == LinkState.DOWN) {
        window.failure().ifPresent(failure -> text.append(' ').append(failure.reason()));
      }
    }
    return text.toString();
  }

  private static void shell(String command) throws IOException {
    ProgramRun.output(List.of("sh", "-ec", command));
  }
}
