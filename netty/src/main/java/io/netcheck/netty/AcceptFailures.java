// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.AcceptFailureLog;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Tells the log that connections cannot be accepted. Netty tries again after a second, so that no
 * thread spins meanwhile.
 */
final class AcceptFailures extends ChannelInboundHandlerAdapter {
  private final AcceptFailureLog log = new AcceptFailureLog();

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    log.note(String.valueOf(cause.getMessage()));
  }
}
