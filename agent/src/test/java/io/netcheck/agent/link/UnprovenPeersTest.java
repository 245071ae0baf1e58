// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import static org.awaitility.Awaitility.await;

import io.netcheck.agent.history.FlightRecorder;
import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.Prober;
import io.netcheck.agent.probe.TcpHello;
import io.netcheck.agent.probe.TcpProber;
import io.netcheck.agent.probe.UdpProber;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.Response;
import io.netcheck.daemon.http.Routes;
import io.netcheck.daemon.http.jdk.JdkHttpListener;
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
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Links whose TCP connections are accepted while nothing else is answered. */
@MachineTest
class UnprovenPeersTest {
  private static final InetAddress OWN = InetAddress.ofLiteral("127.0.8.1");
  private static final InetAddress PEER = InetAddress.ofLiteral("127.0.8.2");
  private static final ClientId ID = new ClientId(AgentKind.HOST, "peer");
  private static final HttpLimits LIMITS = new HttpLimits(Duration.ofSeconds(5), 64, 8);

  private final Deque<AutoCloseable> parts = new ConcurrentLinkedDeque<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable part : parts) {
      part.close();
    }
  }

  @Test
  void aPeerThatSaysWhoItIsIsUp() {
    Link link = probe(agent(ID), false);
    await().until(() -> link.state() == LinkState.UP);
    await().during(Duration.ofSeconds(2)).until(() -> link.state() == LinkState.UP);
  }

  @Test
  void anotherAgentIsNotThePeer() {
    isDown(agent(new ClientId(AgentKind.HOST, "other")), LinkState.DOWN);
  }

  @Test
  void aProxyThatClosesIsNotThePeer() throws Exception {
    isDown(acceptor(Socket::close), LinkState.DOWN);
  }

  @Test
  void aProxyThatSaysNothingIsNotThePeer() throws Exception {
    isDown(acceptor(_ -> {}), LinkState.UP);
  }

  @Test
  void whatCannotBeAskedIsTakenForThePeer() throws Exception {
    Link link = probe(acceptor(_ -> {}), true);
    await().until(() -> link.state() == LinkState.UP);
  }

  /** The link is down, while the TCP probe has the state {@code tcp}. */
  private void isDown(int port, LinkState tcp) {
    Link link = probe(port, false);
    await()
        .until(() ->
            List.of(LinkState.DOWN, LinkState.DOWN, tcp)
                .equals(
                    List.of(
                        link.state(),
                        link.read(ProbeKind.UDP).state(),
                        link.read(ProbeKind.TCP).state())));
  }

  /**
   * @param encrypted as if the agents used TLS
   */
  private Link probe(int port, boolean encrypted) {
    ProcessClock clock = ProcessClock.SYSTEM;
    EventLoop loop = new EventLoop(clock);
    parts.addFirst(loop);
    Map<ProbeKind, Prober> probers = new EnumMap<>(ProbeKind.class);
    probers.put(ProbeKind.UDP, new UdpProber(loop, List.of(OWN), clock));
    probers.put(ProbeKind.TCP, new TcpProber(loop, List.of(OWN), clock));
    probers.values().forEach(parts::addFirst);
    LinkTable table =
        new LinkTable(
            new LinkPlan(AgentKind.HOST, Set.of(IpFamily.IPV4), probers, 1, encrypted),
            Duration.ofMillis(500));
    Endpoint endpoint = new Endpoint(List.of(), List.of(PEER), port);
    table.update(new PeerList("g", List.of(new Peer(ID, "", endpoint))));
    OutcomeTotals totals =
        new OutcomeTotals(new PrometheusRegistry(), List.of(Network.HOST), probers.keySet());
    parts.addFirst(
        new ProbeRounds(
            loop,
            table,
            new LinkWatch(clock, totals, new FlightRecorder(clock)),
            Duration.ofMillis(200),
            Duration.ofMillis(100),
            clock));
    return table.links().getFirst();
  }

  /** An agent that answers over TCP only. */
  private int agent(ClientId id) {
    int port = silentDatagrams();
    Routes routes =
        new Routes().get(TcpHello.PATH, _ -> Response.text(TcpHello.page(AgentIdentity.of(id))));
    parts.addFirst(JdkHttpListener.SERVER.open(new InetSocketAddress(PEER, port), LIMITS, routes));
    return port;
  }

  /** Handles an accepted connection. */
  @FunctionalInterface
  private interface ConnectionHandler {
    void accepted(Socket socket) throws IOException;
  }

  private int acceptor(ConnectionHandler handler) throws IOException {
    int port = silentDatagrams();
    ServerSocket server = new ServerSocket(port, 50, PEER);
    parts.addFirst(server);
    Thread.ofVirtual()
        .start(() -> {
          while (!server.isClosed()) {
            try {
              Socket socket = server.accept();
              parts.addLast(socket);
              handler.accepted(socket);
            } catch (IOException _) {
              // The connection was reset, or the test is over.
            }
          }
        });
    return port;
  }

  /** A port that takes datagrams and does not answer. */
  private int silentDatagrams() {
    try {
      DatagramSocket silent = new DatagramSocket(new InetSocketAddress(PEER, 0));
      parts.addFirst(silent);
      return silent.getLocalPort();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
