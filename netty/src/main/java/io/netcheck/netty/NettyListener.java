// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.HttpListener;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** One address of a {@link NettyServer}. */
final class NettyListener implements HttpListener {
  private final Channel channel;

  NettyListener(Channel channel) {
    this.channel = channel;
  }

  @Override
  public InetSocketAddress address() {
    return (InetSocketAddress) channel.localAddress();
  }

  @Override
  public void close() {
    channel.close().awaitUninterruptibly();
    if (channel.eventLoop().isShuttingDown()) {
      return;
    }
    // The socket is closed when the loop selects for the next time, which it does before this.
    channel
        .eventLoop()
        .schedule(() -> {}, 1, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(5, TimeUnit.SECONDS);
  }
}
