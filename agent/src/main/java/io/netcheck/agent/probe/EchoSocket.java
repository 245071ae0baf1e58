// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.agent.probe.EventLoop.ReadyHandler;
import io.netcheck.protocol.IpFamily;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Optional;
import java.util.function.Consumer;
import jdk.net.ExtendedSocketOptions;

/**
 * One source port, connected to one target. Only a connected socket gets the error that the
 * target's port is closed, see udp(7). It also receives no datagrams from other hosts.
 */
final class EchoSocket {
  private final DatagramChannel channel;
  private final Optional<KernelSocket> kernel;
  private final int port;
  private int waiting;
  private int failures;
  private boolean retired;

  EchoSocket(
      EventLoop loop,
      SourceAddresses own,
      ProbeTarget target,
      boolean dontFragment,
      Consumer<EchoSocket> ready)
      throws IOException {
    IpFamily family = target.family();
    channel = DatagramChannel.open(SourceAddresses.socketFamily(family));
    try {
      channel.configureBlocking(false);
      kernel = KernelSocket.of(channel, family);
      if (dontFragment) {
        channel.setOption(ExtendedSocketOptions.IP_DONTFRAGMENT, true);
        // What the kernel remembers about the path would forbid to ask whether it still holds.
        kernel.ifPresent(
            socket -> socket.set(KernelSocket.Option.MTU_DISCOVER, KernelSocket.Option.PROBE));
      }
      kernel.ifPresent(socket -> socket.set(KernelSocket.Option.QUEUE_ERRORS, 1));
      channel.bind(own.anyPort(family));
      channel.connect(new InetSocketAddress(target.address(), target.port()));
      port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
      ReadyHandler read = () -> ready.accept(this);
      loop.register(channel, SelectionKey.OP_READ, read);
    } catch (IOException | RuntimeException e) {
      EventLoop.closeQuietly(channel);
      throw e;
    }
  }

  /** The source port. */
  int port() {
    return port;
  }

  /** How many requests in a row came to nothing, up to the last one that ended. */
  int failuresInARow() {
    return failures;
  }

  /** Limits how many hops the next datagrams may go; false if the kernel cannot. */
  boolean limitHops(int hops) {
    return kernel.isPresent() && kernel.get().set(KernelSocket.Option.HOP_LIMIT, hops);
  }

  /** Sends the datagram; false if the send buffer is full. */
  boolean send(ByteBuffer datagram) throws IOException {
    return channel.write(datagram) > 0;
  }

  /** Fills {@code buffer} with the next datagram; false if there is none. */
  boolean receive(ByteBuffer buffer) throws IOException {
    buffer.clear();
    int length = channel.read(buffer);
    buffer.flip();
    return length > 0;
  }

  /** Takes the next datagram that came back with an error; false if there is none. */
  boolean receiveError(ReceivedMessage message) {
    return kernel.isPresent() && channel.isOpen() && kernel.get().receiveError(message);
  }

  void requestSent() {
    waiting++;
  }

  /**
   * @param answered whether the target's host answered
   */
  void requestEnded(boolean answered) {
    waiting--;
    failures = answered ? 0 : failures + 1;
    closeIfDone();
  }

  /** Stops using this port, and closes it after the last pending request has ended. */
  void retire() {
    retired = true;
    closeIfDone();
  }

  private void closeIfDone() {
    if (retired && waiting == 0) {
      close();
    }
  }

  void close() {
    EventLoop.closeQuietly(channel);
  }
}
