// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.HttpLimits;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.util.IdentityHashMap;
import java.util.Optional;
import javax.net.ssl.SSLEngine;

/** Puts the handlers into the pipeline of each new connection, if there is room for it. */
final class ConnectionInitializer extends ChannelInitializer<SocketChannel> {
  static final HttpDecoderConfig DECODER =
      new HttpDecoderConfig()
          .setMaxInitialLineLength(HttpLimits.MAX_HEADER_BYTES)
          .setMaxHeaderSize(HttpLimits.MAX_HEADER_BYTES)
          // A body of the usual size in one piece.
          .setMaxChunkSize(64 * 1024)
          .setAllowDuplicateContentLengths(false);

  private final ServerParts parts;
  private final IdentityHashMap<EventExecutor, LoopConnections> loops;

  ConnectionInitializer(ServerParts parts, IdentityHashMap<EventExecutor, LoopConnections> loops) {
    this.parts = parts;
    this.loops = loops;
  }

  @Override
  protected void initChannel(SocketChannel channel) {
    InetAddress client = channel.remoteAddress().getAddress();
    Optional<CutOffReason> refused = parts.limits().opened(client);
    if (refused.isPresent()) {
      parts.metrics().count(refused.get());
      ChannelFuture _ = channel.close();
      return;
    }
    LoopConnections neighbours = loops.get(channel.eventLoop());
    if (neighbours == null) {
      throw new IllegalStateException("a loop of another server");
    }
    Optional<SslHandler> tls =
        parts
            .served()
            .gate()
            .tls()
            .map(context -> handler(context.createSSLEngine(client.getHostAddress(), -1)));
    ChannelPipeline pipeline = channel.pipeline();
    tls.ifPresent(pipeline::addLast);
    pipeline.addLast(new HttpRequestDecoder(DECODER));
    pipeline.addLast(new HttpResponseEncoder());
    pipeline.addLast(new HttpConnection(parts, client, tls, neighbours));
  }

  private SslHandler handler(SSLEngine engine) {
    SslHandler handler = new SslHandler(engine, false, parts.work().handshakes());
    // The connection has a deadline for its handshake and its first request together.
    handler.setHandshakeTimeoutMillis(0);
    return handler;
  }
}
