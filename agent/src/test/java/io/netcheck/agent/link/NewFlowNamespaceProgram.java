// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.awaitility.Awaitility.await;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Probes a peer while a rule of the packet filter is there, and prints what the probes came to; see
 * NewFlowNamespaceTest.
 */
final class NewFlowNamespaceProgram {
  private static final PrintStream OUT = System.out;
  private static final Duration INTERVAL = Duration.ofMillis(200);
  private static final Duration TIMEOUT = Duration.ofMillis(100);
  private static final Duration WAIT = Duration.ofSeconds(40);

  /** So many that all source ports are in use. */
  private static final int ROUNDS = 10;

  private NewFlowNamespaceProgram() {}

  /**
   * @param arguments of iptables, for one rule
   */
  public static void main(String[] arguments) throws Exception {
    InetAddress own = InetAddress.ofLiteral("10.78.0.1");
    InetAddress target = InetAddress.ofLiteral("10.78.0.2");
    ProcessClock clock = ProcessClock.SYSTEM;
    try (EventLoop loop = new EventLoop(clock);
        UdpResponder responder = new UdpResponder(loop, List.of(target), 0, clock);
        ServerSocket accepting = new ServerSocket()) {
      accepting.bind(new InetSocketAddress(target, responder.port()), 512);
      List<InetAddress> from = List.of(own);
      Map<ProbeKind, Prober> probers =
          Map.of(
              ProbeKind.ICMP, new IcmpProber(from, clock),
              ProbeKind.UDP, new UdpProber(loop, from, clock),
              ProbeKind.TCP, new TcpProber(loop, from, clock));
      LinkPlan plan = new LinkPlan(AgentKind.HOST, Set.of(IpFamily.IPV4), probers, 1);
      LinkTable table = new LinkTable(plan, INTERVAL.multipliedBy(3));
      Endpoint endpoint = new Endpoint(List.of(), List.of(target), responder.port());
      ClientId peer = new ClientId(AgentKind.HOST, "peer");
      table.update(new PeerList("g", List.of(new Peer(peer, "", endpoint))));
      OutcomeTotals totals =
          new OutcomeTotals(new PrometheusRegistry(), List.of(Network.HOST), probers.keySet());
      LinkWatch watch = new LinkWatch(clock, totals);
      try (ProbeRounds rounds = new ProbeRounds(table, watch, INTERVAL, TIMEOUT, clock)) {
        Link link = table.links().getFirst();
        awaitRounds(rounds);
        OUT.println("before " + states(link));
        filter("-A", arguments);
        await().atMost(WAIT).until(() -> isDown(link, ProbeKind.TCP));
        awaitRounds(rounds);
        awaitRounds(rounds);
        awaitRounds(rounds);
        OUT.println("filtered " + states(link));
        filter("-D", arguments);
        await().atMost(WAIT).until(() -> !isDown(link, ProbeKind.TCP));
        awaitRounds(rounds);
        states(link); // begins a window without the last failures
        awaitRounds(rounds);
        OUT.println("after " + states(link));
      }
      probers.values().forEach(Prober::close);
    }
  }

  private static void awaitRounds(ProbeRounds rounds) {
    long until = rounds.progress().completed() + ROUNDS;
    await().atMost(WAIT).until(() -> rounds.progress().completed() >= until);
  }

  private static boolean isDown(Link link, ProbeKind kind) {
    return link.read(kind).state() == LinkState.DOWN;
  }

  private static String states(Link link) {
    StringBuilder text = new StringBuilder("link ").append(link.state());
    for (ProbeKind kind : link.probes()) {
      ProbeRecord.Window window = link.offer(kind);
      text.append(' ').append(kind).append(' ').append(window.state());
      window.reason().ifPresent(reason -> text.append(' ').append(reason));
    }
    link.accept();
    return text.toString();
  }

  private static void filter(String action, String[] rule) throws IOException {
    List<String> command = new ArrayList<>(List.of("iptables", "-w", action, "INPUT"));
    command.addAll(List.of(rule));
    ProgramRun.ExitResult ending = ProgramRun.run(command);
    if (ending.status() != 0) {
      throw new IOException(ending.output());
    }
  }
}
