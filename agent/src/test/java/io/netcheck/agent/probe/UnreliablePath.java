// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A path to a peer, on loopback, that loses, repeats, reorders or damages datagrams. It sends each
 * one itself, so checksums are right, as behind a router or a network card that damages memory.
 */
final class UnreliablePath implements AutoCloseable {
  /** What becomes of a datagram. */
  enum Fate {
    PASSES,
    LOST,
    REPEATED,
    DAMAGED,
    /** It waits for the next one, which overtakes it. */
    OVERTAKEN
  }

  /** Decides on the datagrams of one way. */
  @FunctionalInterface
  interface Way {
    /**
     * @param count of the datagrams on this way, from 1
     */
    Fate of(int count);
  }

  private final DatagramSocket here;
  private final SocketAddress peer;
  private final OneWay there;
  private final OneWay back;
  private final Map<SocketAddress, DatagramSocket> onward = new ConcurrentHashMap<>();

  UnreliablePath(InetAddress address, SocketAddress peer, Way there, Way back) throws IOException {
    this.here = new DatagramSocket(new InetSocketAddress(address, 0));
    this.peer = peer;
    this.there = new OneWay(there);
    this.back = new OneWay(back);
    Thread.ofVirtual().start(() -> relay(here, this::forward));
  }

  int port() {
    return here.getLocalPort();
  }

  private interface Handler {
    void received(DatagramPacket packet) throws IOException;
  }

  private static void relay(DatagramSocket socket, Handler handler) {
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
      try {
        socket.receive(packet);
        handler.received(packet);
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private void forward(DatagramPacket packet) throws IOException {
    SocketAddress client = packet.getSocketAddress();
    DatagramSocket socket = onward.get(client);
    if (socket == null) {
      socket = new DatagramSocket(new InetSocketAddress(here.getLocalAddress(), 0));
      onward.put(client, socket);
      DatagramSocket its = socket;
      Thread.ofVirtual().start(() -> relay(its, reply -> back.send(reply, here, client)));
    }
    there.send(packet, socket, peer);
  }

  private static final class OneWay {
    private final Way way;
    private final AtomicInteger count = new AtomicInteger();
    private DatagramPacket overtaken;

    OneWay(Way way) {
      this.way = way;
    }

    synchronized void send(DatagramPacket packet, DatagramSocket from, SocketAddress to)
        throws IOException {
      byte[] bytes = Arrays.copyOf(packet.getData(), packet.getLength());
      DatagramPacket next = new DatagramPacket(bytes, bytes.length, to);
      DatagramPacket before = overtaken;
      overtaken = null;
      switch (way.of(count.incrementAndGet())) {
        case PASSES -> from.send(next);
        case LOST -> {}
        case REPEATED -> {
          from.send(next);
          from.send(next);
        }
        case DAMAGED -> {
          bytes[bytes.length / 2] ^= 0x10;
          from.send(next);
        }
        case OVERTAKEN -> overtaken = next;
      }
      if (before != null) {
        from.send(before);
      }
    }
  }

  @Override
  public void close() {
    here.close();
    onward.values().forEach(DatagramSocket::close);
  }
}
