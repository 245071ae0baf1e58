// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Answers the echo requests of other agents on the agent's own port; see {@link EchoDatagram}.
 *
 * <p>It cannot be used to attack other hosts: it answers only well-formed requests, never with more
 * bytes than the request, and at a limited rate for each source and in total. Sources that are not
 * peers have a lower limit: most requests come from peers, and source addresses are easily forged.
 */
public final class UdpResponder implements AutoCloseable {
  /**
   * A peer sends two requests per second, now and then a third one, and up to five while it
   * searches what a path carries; many peers can share one address behind NAT.
   */
  private static final IncomingObservers.RateLimits PEERS =
      new IncomingObservers.RateLimits(
          TokenBucket.Rate.perSecond(100, 200), TokenBucket.Rate.perSecond(5_000, 5_000));

  /**
   * In a large cluster, other agents probe this agent than those it probes, so they must be
   * answered as well: each sends at most 20 requests per second, with the shortest interval, unless
   * it searches. Two or three are usual, and are guaranteed to those that asked before.
   */
  static final IncomingObservers.StrangerLimits STRANGERS =
      new IncomingObservers.StrangerLimits(
          new IncomingObservers.RateLimits(
              TokenBucket.Rate.perSecond(25, 50), TokenBucket.Rate.perSecond(2_000, 2_000)),
          TokenBucket.Rate.perSecond(5, 10),
          new IncomingObservers.RateLimits(
              TokenBucket.Rate.perSecond(25, 50), TokenBucket.Rate.perSecond(1_000, 1_000)),
          TokenBucket.Rate.perSecond(500, 500));

  /** About a megabyte when full. */
  static final int SOURCES = 2_048;

  private final EventLoop loop;
  private final ProcessClock clock;
  private final AgentIdentity identity;
  private final IncomingObservers observers;
  private final List<DatagramChannel> channels = new ArrayList<>();
  private final ByteBuffer request = ByteBuffer.allocateDirect(FullSizeDatagram.LARGEST_PACKET);
  private final ByteBuffer reply = ByteBuffer.allocateDirect(EchoTail.BYTES);
  private final EchoTail tail = new EchoTail();

  /**
   * Used on the loop's thread only. Newcomers, who may be forged, push out no streams of others.
   */
  private final StreamCounts peerStreams = new StreamCounts();

  private final StreamCounts knownStreams = new StreamCounts();

  private final StreamCounts newcomerStreams = new StreamCounts();

  private final int port;

  /**
   * @param port 0 for any free port
   * @param identity of this agent
   * @throws StartException if the port is not available at one of the addresses
   */
  public UdpResponder(
      EventLoop loop,
      List<InetAddress> addresses,
      int port,
      AgentIdentity identity,
      ProcessClock clock) {
    this(
        loop,
        addresses,
        port,
        identity,
        clock,
        new IncomingObservers(PEERS, STRANGERS, SOURCES, clock.nanoTime()));
  }

  UdpResponder(
      EventLoop loop,
      List<InetAddress> addresses,
      int port,
      AgentIdentity identity,
      ProcessClock clock,
      IncomingObservers observers) {
    this.loop = loop;
    this.identity = identity;
    this.clock = clock;
    this.observers = observers;
    int found = port;
    for (InetAddress address : addresses) {
      found = bind(new InetSocketAddress(address, found));
    }
    this.port = found;
    loop.execute(this::listen);
  }

  /** The port on which it answers. */
  public int port() {
    return port;
  }

  /** Sets the addresses of the peers; all others are strangers. */
  public void expect(Set<InetAddress> peers) {
    observers.expect(peers);
  }

  /** How many different sources sent requests in the last 60 s, by network. */
  public Map<Network, Integer> observers() {
    return observers.byNetwork(clock.nanoTime());
  }

  @Override
  public void close() {
    loop.exclusively(() -> channels.forEach(EventLoop::closeQuietly));
  }

  private int bind(InetSocketAddress address) {
    try {
      DatagramChannel channel =
          DatagramChannel.open(SourceAddresses.socketFamily(IpFamily.of(address.getAddress())));
      channels.add(channel);
      channel.configureBlocking(false);
      channel.bind(address);
      return ((InetSocketAddress) channel.getLocalAddress()).getPort();
    } catch (IOException e) {
      channels.forEach(EventLoop::closeQuietly);
      throw new StartException(
          "cannot listen on "
              + address.getAddress().getHostAddress()
              + " UDP port "
              + address.getPort()
              + ": "
              + e.getMessage(),
          e);
    }
  }

  private void listen() {
    for (DatagramChannel channel : channels) {
      try {
        loop.register(channel, SelectionKey.OP_READ, () -> answer(channel));
      } catch (IOException _) {
        // Closed before it started.
        return;
      }
    }
  }

  private void answer(DatagramChannel channel) {
    try {
      request.clear();
      if (!(channel.receive(request) instanceof InetSocketAddress from)) {
        return;
      }
      long receivedNanos = clock.nanoTime();
      long t2 = EchoDatagram.nanos(clock.instant());
      request.flip();
      long stream = EchoTail.stream(request);
      StreamCounts streams =
          switch (observers.kindOf(from.getAddress())) {
            case PEER -> peerStreams;
            case KNOWN -> knownStreams;
            case NEWCOMER -> newcomerStreams;
          };
      if (stream != 0 && !tail.isIntact(request)) {
        streams.addDamaged(stream);
        return;
      }
      Optional<EchoDatagram> asked = EchoDatagram.read(request);
      if (asked.isPresent()
          && !asked.get().reply()
          && observers.admit(from.getAddress(), asked.get().network(), receivedNanos)) {
        Optional<EchoTail.Received> received =
            stream == 0 ? Optional.empty() : streams.add(stream, EchoTail.number(request));
        if (stream != 0 && received.isEmpty()) {
          // It was answered already. A second answer would look like one that was repeated.
          return;
        }
        long processingNanos = clock.nanoTime() - receivedNanos;
        EchoDatagram answer = asked.get().reply(t2, t2 + processingNanos, processingNanos);
        // Who does not ask would not understand the longer reply.
        (asked.get().identity() == 0 ? answer : answer.with(identity)).write(reply);
        received.ifPresent(counts -> tail.writeReply(reply, counts));
        channel.send(reply, from);
      }
    } catch (IOException _) {
      // The send buffer is full, or there is no route back. The prober sees loss, which is right,
      // so the reply is not sent again.
    }
  }
}
