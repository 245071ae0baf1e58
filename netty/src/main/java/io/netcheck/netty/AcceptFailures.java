// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs that connections cannot be accepted, at most once a minute: mostly for want of file
 * descriptors. Netty tries again after a second, so that no thread spins meanwhile.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(AcceptFailures.class);
  private static final long PAUSE_NANOS = TimeUnit.MINUTES.toNanos(1);

  private long loggedNanos = System.nanoTime() - PAUSE_NANOS;

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    long now = System.nanoTime();
    if (now - loggedNanos >= PAUSE_NANOS) {
      loggedNanos = now;
      LOG.error("connections are not accepted reason=\"{}\"", cause.getMessage());
    }
  }
}
