// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.HttpLimits;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: takes one request after the other, keeps its deadlines, and closes it so that the
 * last response arrives. Used on its event loop only.
 */
final class HttpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(HttpConnection.class);

  /** Longer than the interval of any client here; Prometheus scrapes once a minute by default. */
  private static final Duration IDLE = Duration.ofMinutes(3);

  /** What may wait for the response before. No client here sends requests ahead. */
  private static final int MOST_WAITING = 256;

  private final ServerParts parts;
  private final InetAddress client;
  private final Optional<SslHandler> tls;
  private final LoopConnections neighbours;
  private final ResponseWriter writer;
  private final Queue<Object> waiting = new ArrayDeque<>(1);

  private @Nullable ChannelHandlerContext context;
  private @Nullable RequestExchange exchange;
  private CutOffReason onDeadline = CutOffReason.SLOW_REQUEST;
  private long deadlineNanos;

  /** Whether no request has come yet. Its deadline begins with the connection. */
  private boolean fresh = true;

  /** Whether something was begun and has yet to be complete: a handshake or a head. */
  private boolean incomplete;

  private boolean endedEarly;
  private boolean lingering;
  private boolean proceeding;
  private boolean sawMessage;
  private long discarded;

  /**
   * @param tls the TLS of the connection; empty for plain HTTP
   */
  HttpConnection(
      ServerParts parts, InetAddress client, Optional<SslHandler> tls, LoopConnections neighbours) {
    this.parts = parts;
    this.client = client;
    this.tls = tls;
    this.neighbours = neighbours;
    this.writer = new ResponseWriter(parts.heads(), parts.unread());
    deadline(CutOffReason.SLOW_REQUEST, parts.served().deadline());
  }

  ServerParts parts() {
    return parts;
  }

  InetAddress client() {
    return client;
  }

  ResponseWriter writer() {
    return writer;
  }

  Optional<SSLSession> session() {
    return tls.map(it -> it.engine().getSession());
  }

  ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("not in a pipeline yet");
    }
    return context;
  }

  /** Sets until when the connection has to be further; then it is cut off for {@code reason}. */
  void deadline(CutOffReason reason, Duration after) {
    onDeadline = reason;
    deadlineNanos = System.nanoTime() + after.toNanos();
  }

  boolean isLate(long nowNanos) {
    return nowNanos - deadlineNanos > 0;
  }

  /** Closes the connection because of its deadline. Idle ones end without being counted. */
  void cutOff() {
    if (exchange != null || incomplete) {
      cutOff(onDeadline);
    } else {
      close();
    }
  }

  void cutOff(CutOffReason reason) {
    // Over TLS, it takes up to three seconds to close a connection to a client that reads nothing.
    if (!endedEarly) {
      endedEarly = true;
      parts.metrics().count(reason);
      close();
    }
  }

  void close() {
    ChannelFuture _ = context().close();
  }

  /** Reads on, or leaves what comes next to the kernel. */
  void reading(boolean on) {
    if (context().channel().config().isAutoRead() != on) {
      context().channel().config().setAutoRead(on);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
    neighbours.add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext from, Object message) {
    sawMessage = true;
    if (lingering) {
      discard(message);
    } else if (waiting.isEmpty() && isWanted(message)) {
      take(message);
    } else if (waiting.size() < MOST_WAITING) {
      waiting.add(message);
    } else {
      ReferenceCountUtil.release(message);
      cutOff(CutOffReason.MALFORMED);
    }
  }

  private boolean isWanted(Object message) {
    return exchange == null ? message instanceof HttpRequest : exchange.wants(message);
  }

  private void take(Object message) {
    if (exchange == null && message instanceof HttpRequest request) {
      complete();
      RequestExchange begun = new RequestExchange(this, request);
      exchange = begun;
      begun.begin();
    } else if (exchange != null && message instanceof HttpContent content) {
      try {
        exchange.take(content);
      } finally {
        content.release();
      }
    } else {
      // Another request, while a stream of events goes on.
      ReferenceCountUtil.release(message);
      cutOff(CutOffReason.MALFORMED);
    }
  }

  /** Takes what has been waiting, as far as the exchange of now wants it. */
  void proceed() {
    if (proceeding) {
      return;
    }
    proceeding = true;
    try {
      while (!waiting.isEmpty() && !lingering && isWanted(waiting.element())) {
        take(waiting.remove());
      }
    } finally {
      proceeding = false;
    }
  }

  /** The request was read and its response is written. */
  void exchanged(boolean keepAlive) {
    writer.end();
    exchange = null;
    if (!keepAlive) {
      close();
      return;
    }
    deadline(CutOffReason.SLOW_REQUEST, IDLE);
    reading(true);
    proceed();
  }

  /**
   * Ends the connection after a response whose request was not read to its end. Closing it at once
   * would reset it, and the reset would overtake the response (RFC 9112, section 9.6). So the rest
   * is discarded until the client has closed it too.
   */
  void linger() {
    writer.end();
    exchange = null;
    lingering = true;
    releaseWaiting();
    deadline(CutOffReason.SLOW_REQUEST, parts.served().deadline());
    if (tls.isPresent()) {
      ChannelFuture _ = tls.get().closeOutbound();
    }
    ChannelFuture _ = ((SocketChannel) context().channel()).shutdownOutput();
    reading(true);
  }

  private void discard(Object message) {
    if (message instanceof HttpContent content) {
      discarded += content.content().readableBytes();
    }
    ReferenceCountUtil.release(message);
    if (discarded > HttpLimits.DRAIN_BYTES) {
      close();
    }
  }

  /** After a read: bytes that did not make a message are the beginning of one. */
  @Override
  public void channelReadComplete(ChannelHandlerContext from) {
    if (!sawMessage && exchange == null && !incomplete && !lingering) {
      if (!parts.limits().begin()) {
        cutOff(CutOffReason.TOO_MANY_INCOMPLETE);
        return;
      }
      incomplete = true;
      if (!fresh) {
        deadline(CutOffReason.SLOW_REQUEST, parts.served().deadline());
      }
    }
    sawMessage = false;
  }

  /** The head of a request is here. If it took more than one read, its deadline goes on. */
  private void complete() {
    boolean begun = incomplete || fresh;
    fresh = false;
    endIncomplete();
    if (!begun) {
      deadline(CutOffReason.SLOW_REQUEST, parts.served().deadline());
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext from) {
    if (exchange != null) {
      exchange.proceed();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext from) {
    neighbours.remove(this);
    if (exchange != null) {
      exchange.abandon();
    }
    writer.end();
    releaseWaiting();
    endIncomplete();
    parts.limits().closed(client);
  }

  private void endIncomplete() {
    if (incomplete) {
      incomplete = false;
      parts.limits().complete();
    }
  }

  private void releaseWaiting() {
    for (Object message = waiting.poll(); message != null; message = waiting.poll()) {
      ReferenceCountUtil.release(message);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext from, Throwable cause) {
    // Those of decoders are of TLS. What is not HTTP reaches the exchange as a message.
    if (cause instanceof DecoderException) {
      if (tls.isPresent() && !tls.get().handshakeFuture().isSuccess()) {
        parts.metrics().count(CutOffReason.HANDSHAKE_FAILED);
        RefusedHandshakes.log(client, cause);
      }
    } else if (!(cause instanceof IOException)) {
      LOG.error("connection failed", cause);
    }
    close();
  }
}
