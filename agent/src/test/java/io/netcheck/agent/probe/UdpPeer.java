// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A peer on loopback that handles each datagram as the test says. */
final class UdpPeer implements AutoCloseable {
  /** Handles one datagram. */
  @FunctionalInterface
  interface DatagramHandler {
    void received(UdpPeer peer, EchoDatagram request, SocketAddress from) throws IOException;
  }

  private final DatagramSocket socket;
  private final Thread thread;
  private final Queue<Integer> lengths = new ConcurrentLinkedQueue<>();
  private final Queue<SocketAddress> sources = new ConcurrentLinkedQueue<>();

  UdpPeer(InetAddress address, DatagramHandler behaviour) throws IOException {
    socket = new DatagramSocket(new InetSocketAddress(address, 0));
    thread = Thread.ofVirtual().start(() -> run(behaviour));
  }

  private void run(DatagramHandler behaviour) {
    byte[] bytes = new byte[65_535];
    while (!socket.isClosed()) {
      DatagramPacket packet = new DatagramPacket(bytes, bytes.length);
      try {
        socket.receive(packet);
        ByteBuffer datagram = ByteBuffer.wrap(bytes, 0, packet.getLength());
        if (!isSecondOfPair(datagram)) {
          lengths.add(packet.getLength());
          sources.add(packet.getSocketAddress());
        }
        EchoDatagram request = EchoDatagram.read(datagram).orElseThrow();
        behaviour.received(this, request, packet.getSocketAddress());
      } catch (IOException e) {
        if (!socket.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  /** The tenth request of a stream is followed by another one at once, and so on. */
  private static boolean isSecondOfPair(ByteBuffer datagram) {
    return EchoTail.stream(datagram) != 0
        && EchoTail.number(datagram) > 10
        && EchoTail.number(datagram) % 10 == 1;
  }

  int port() {
    return socket.getLocalPort();
  }

  Queue<Integer> lengths() {
    return lengths;
  }

  Queue<SocketAddress> sources() {
    return sources;
  }

  void send(EchoDatagram datagram, SocketAddress to) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(EchoDatagram.BYTES);
    datagram.write(buffer);
    send(Arrays.copyOf(buffer.array(), buffer.limit()), to);
  }

  void send(byte[] bytes, SocketAddress to) throws IOException {
    socket.send(new DatagramPacket(bytes, bytes.length, to));
  }

  /** Waits until the receiving thread has ended, because only then is the port closed. */
  @Override
  public void close() {
    socket.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
