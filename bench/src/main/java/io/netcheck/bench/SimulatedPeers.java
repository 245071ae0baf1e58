// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.EventLoop;
import io.netcheck.agent.probe.MtuProber;
import io.netcheck.agent.probe.Outcome;
import io.netcheck.agent.probe.ProbeTarget;
import io.netcheck.agent.probe.Prober;
import io.netcheck.agent.probe.TcpProber;
import io.netcheck.agent.probe.UdpProber;
import io.netcheck.agent.probe.UdpResponder;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Endpoint;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.Peer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Simulates the peers of one agent in this process. Each peer has its own address, answers UDP and
 * TCP like an agent, and probes the agent once a second. The kernel answers ICMP on both sides, so
 * the peers do not send it.
 */
final class SimulatedPeers implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofMillis(500);
  private static final long SECOND = 1_000_000_000L;
  private static final int HELLO_ONE_IN = 10;

  private final int port;
  private final List<InetSocketAddress> addresses = new ArrayList<>();
  private final List<Prober> probers = new ArrayList<>();
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final AtomicLong asked = new AtomicLong();
  private volatile boolean closed;

  SimulatedPeers(int peers, int third, int port) throws IOException {
    this.port = port;
    EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
    parts.push(loop);
    TcpAcceptor acceptor = new TcpAcceptor();
    parts.push(acceptor);
    for (int i = 1; i <= peers; i++) {
      InetSocketAddress address = BenchmarkProcesses.loopback(third, i, port);
      addresses.add(address);
      List<InetAddress> own = List.of(address.getAddress());
      AgentIdentity identity = AgentIdentity.of(id(i - 1));
      acceptor.listen(address, identity);
      // One socket per peer, as in a real cluster, because a responder limits the answers per
      // source.
      parts.push(new UdpResponder(loop, own, port, identity, ProcessClock.SYSTEM));
      probers.add(add(new UdpProber(loop, own, ProcessClock.SYSTEM)));
      probers.add(add(new MtuProber(loop, own, OptionalInt.of(9_216), ProcessClock.SYSTEM)));
      probers.add(add(new TcpProber(loop, own, ProcessClock.SYSTEM)));
    }
    acceptor.start();
  }

  private Prober add(Prober prober) {
    parts.push(prober);
    return prober;
  }

  /** The peers in the format of the exporter. */
  List<Peer> peers() {
    List<Peer> peers = new ArrayList<>();
    for (InetSocketAddress address : addresses) {
      peers.add(
          new Peer(
              id(peers.size()),
              "zone-" + peers.size() % 3,
              new Endpoint(List.of(), List.of(address.getAddress()), port)));
    }
    return peers;
  }

  private static ClientId id(int number) {
    return new ClientId(AgentKind.HOST, "peer-%03d".formatted(number));
  }

  /**
   * From now on every peer sends every kind of probe to {@code agent} once a second, evenly spread.
   */
  void ask(InetSocketAddress agent, ClientId id) {
    ProbeTarget target =
        new ProbeTarget(
            agent.getAddress(),
            agent.getPort(),
            Network.HOST,
            Optional.of(AgentIdentity.of(id)),
            false);
    Thread.ofPlatform().name("asking").daemon().start(() -> askOn(target));
  }

  private void askOn(ProbeTarget target) {
    long gap = SECOND / probers.size();
    long due = System.nanoTime();
    for (long turn = 0; !closed; turn++) {
      LockSupport.parkNanos(due - System.nanoTime());
      due += gap;
      // Each TCP probe in ten asks who answers, as those of agents do.
      boolean hello = turn / probers.size() % HELLO_ONE_IN == 0;
      probers
          .get((int) (turn % probers.size()))
          .probe(
              hello ? target.withHello() : target,
              System.nanoTime() + TIMEOUT.toNanos(),
              outcome -> {
                if (outcome instanceof Outcome.Reply) {
                  asked.incrementAndGet();
                }
              });
    }
  }

  /** The number of answered probes of the peers. */
  long answered() {
    return asked.get();
  }

  @Override
  public void close() {
    closed = true;
    while (!parts.isEmpty()) {
      try {
        parts.pop().close();
      } catch (Exception e) {
        System.err.println("bench: closing a peer failed: " + e);
      }
    }
  }
}
