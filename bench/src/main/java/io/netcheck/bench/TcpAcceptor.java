// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.agent.probe.AgentIdentity;
import io.netcheck.agent.probe.LargeAnswer;
import io.netcheck.agent.probe.TcpHello;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Accepts connections on many addresses and keeps each one until its prober resets it. Tells those
 * that send something which agent it is. A TCP probe needs nothing more.
 */
final class TcpAcceptor implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final int REQUEST_BYTES = 512;
  private static final int SEND_BUFFER = 256 * 1024;

  private final Selector selector = Selector.open();

  TcpAcceptor() throws IOException {}

  void listen(InetSocketAddress address, AgentIdentity identity) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.configureBlocking(false);
    channel.bind(address, BACKLOG);
    channel.register(selector, SelectionKey.OP_ACCEPT, identity);
  }

  void start() {
    Thread.ofPlatform().name("accept").daemon().start(this::run);
  }

  private void run() {
    try {
      while (selector.isOpen()) {
        selector.select(this::ready);
      }
    } catch (IOException | ClosedSelectorException _) {
      // The acceptor was closed.
    }
  }

  private void ready(SelectionKey key) {
    if (key.channel() instanceof ServerSocketChannel listening) {
      accept(listening, (AgentIdentity) key.attachment());
    } else if (key.channel() instanceof SocketChannel accepted) {
      answer(accepted, (AgentIdentity) key.attachment());
    }
  }

  private void accept(ServerSocketChannel listening, AgentIdentity identity) {
    try {
      SocketChannel accepted = listening.accept();
      if (accepted != null) {
        accepted.configureBlocking(false);
        // The largest answer is written at once.
        accepted.setOption(StandardSocketOptions.SO_SNDBUF, SEND_BUFFER);
        accepted.register(selector, SelectionKey.OP_READ, identity);
      }
    } catch (IOException _) {
      // The prober reset the connection before it was accepted.
    }
  }

  private static void answer(SocketChannel accepted, AgentIdentity identity) {
    boolean open = false;
    try {
      ByteBuffer request = ByteBuffer.allocate(REQUEST_BYTES);
      if (accepted.read(request) > 0) {
        open = !isForLargeAnswer(request.flip());
        String head = "HTTP/1.1 200 OK\r\n\r\n";
        accepted.write(
            open
                ? UTF_8.encode(head + TcpHello.page(identity))
                : UTF_8.encode(head + new String(LargeAnswer.page(identity), UTF_8)));
      }
    } catch (IOException _) {
      open = false;
    }
    if (!open) {
      try {
        accepted.close();
      } catch (IOException _) {
        // It is reset already.
      }
    }
  }

  private static boolean isForLargeAnswer(ByteBuffer request) {
    return UTF_8.decode(request).toString().startsWith("GET " + LargeAnswer.PATH);
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
