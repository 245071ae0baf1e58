// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * Accepts connections on many addresses and keeps each one until its prober resets it. A TCP probe
 * needs nothing more.
 */
final class TcpAcceptor implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final Selector selector = Selector.open();

  TcpAcceptor() throws IOException {}

  void listen(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.configureBlocking(false);
    channel.bind(address, BACKLOG);
    channel.register(selector, SelectionKey.OP_ACCEPT);
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
    try {
      if (key.channel() instanceof ServerSocketChannel listening) {
        SocketChannel accepted = listening.accept();
        if (accepted != null) {
          accepted.configureBlocking(false);
          accepted.register(selector, SelectionKey.OP_READ);
        }
      } else {
        key.channel().close();
      }
    } catch (IOException _) {
      // The prober reset the connection before it was accepted.
    }
  }

  @Override
  public void close() throws IOException {
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
