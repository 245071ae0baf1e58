// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.agent.history.FlightRecorder;
import io.netcheck.agent.link.Link;
import io.netcheck.agent.link.LinkPlan;
import io.netcheck.agent.link.LinkTable;
import io.netcheck.agent.link.LinkWatch;
import io.netcheck.agent.link.OutcomeTotals;
import io.netcheck.agent.link.ProbeRounds;
import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.EventLoop;
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
import io.netcheck.testing.MachineTest;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Half of 40 peers never answer, over real sockets. Neither the rounds nor the others suffer. */
@MachineTest
class SilentPeersTest {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private static final Duration TIMEOUT = Duration.ofMillis(250);
  private static final int PEERS = 40;

  @Test
  void roundsEndOnTimeAndOnlyTheSilentOnesAreDown() throws Exception {
    ProcessClock clock = ProcessClock.SYSTEM;
    List<AutoCloseable> parts = new ArrayList<>();
    try (EventLoop loop = new EventLoop(clock);
        UdpProber prober =
            new UdpProber(loop, List.of(InetAddress.ofLiteral("127.0.6.1")), clock)) {
      List<Peer> peers = new ArrayList<>();
      for (int i = 0; i < PEERS; i++) {
        peers.add(peer(loop, clock, i, parts));
      }
      LinkTable table =
          new LinkTable(
              new LinkPlan(
                  AgentKind.HOST, Set.of(IpFamily.IPV4), Map.of(ProbeKind.UDP, prober), 1, false),
              Duration.ofSeconds(1));
      table.update(new PeerList("g", peers));
      OutcomeTotals totals =
          new OutcomeTotals(
              new PrometheusRegistry(), List.of(Network.HOST), List.of(ProbeKind.UDP));
      try (ProbeRounds rounds =
          new ProbeRounds(
              loop,
              table,
              new LinkWatch(clock, totals, new FlightRecorder(clock)),
              INTERVAL,
              TIMEOUT,
              clock)) {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() ->
                count(table, LinkState.DOWN) == PEERS / 2 && rounds.progress().completed() > 5);
        assertEquals(PEERS / 2, count(table, LinkState.UP));
        assertTrue(
            table.links().stream()
                .allMatch(link -> isSilent(link) == (link.state() == LinkState.DOWN)));
        ProbeRounds.Progress before = rounds.progress();
        await().until(() -> rounds.progress().completed() >= before.completed() + 3);
        long skipped = rounds.progress().skipped() - before.skipped();
        assertTrue(skipped <= 1, "rounds skipped because of silent peers: " + skipped);
      }
    } finally {
      for (AutoCloseable part : parts) {
        part.close();
      }
    }
  }

  private static boolean isSilent(Link link) {
    return link.key().peer().node().startsWith("silent");
  }

  private static long count(LinkTable table, LinkState state) {
    return table.links().stream().filter(link -> link.state() == state).count();
  }

  /** Every second peer answers. The others have a socket, so that the kernel does not refuse. */
  private static Peer peer(
      EventLoop loop, ProcessClock clock, int number, List<AutoCloseable> parts) throws Exception {
    InetAddress address = InetAddress.ofLiteral("127.0.7." + (number + 1));
    boolean lively = number % 2 == 0;
    ClientId id = new ClientId(AgentKind.HOST, (lively ? "lively-" : "silent-") + number);
    int port;
    if (lively) {
      UdpResponder responder =
          new UdpResponder(loop, List.of(address), 0, AgentIdentity.of(id), clock);
      parts.addFirst(responder);
      port = responder.port();
    } else {
      DatagramSocket silent = new DatagramSocket(new InetSocketAddress(address, 0));
      parts.addFirst(silent);
      port = silent.getLocalPort();
    }
    return new Peer(id, "", new Endpoint(List.of(), List.of(address), port));
  }
}
