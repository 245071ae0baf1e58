// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Accepts connections on many addresses and closes them: all that a TCP probe wants. */
final class Acceptor implements AutoCloseable {
  private static final int BACKLOG = 128;

  private final Selector selector = Selector.open();

  Acceptor() throws IOException {}

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
        selector.select(Acceptor::accept);
      }
    } catch (IOException | ClosedSelectorException _) {
      // Closed.
    }
  }

  private static void accept(SelectionKey key) {
    try (SocketChannel accepted = ((ServerSocketChannel) key.channel()).accept()) {
      if (accepted != null) {
        accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
    } catch (IOException _) {
      // The prober resets at once.
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
