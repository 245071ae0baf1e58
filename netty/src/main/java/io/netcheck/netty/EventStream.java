// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.EventFeed;
import io.netcheck.daemon.http.EventSink;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A response that goes on with one event after the other. Events wait here as the arrays that all
 * streams share, and only two pieces at a time are copied for the kernel. A client that takes
 * nothing for a while, or is too far behind when the next event comes, is cut off. What is not of
 * {@link EventSink} is used on the event loop of the connection only.
 */
final class EventStream implements EventSink {
  private static final int PIECE_BYTES = 16 * 1024;
  private static final Duration NEVER = Duration.ofDays(365);

  private final HttpConnection connection;
  private final StreamLimits limits;
  private final ChannelFutureListener onEnd;
  private final Deque<byte[]> waiting = new ArrayDeque<>(2);
  private int offset;

  /** Bytes that wait here, and those that the kernel has yet to take. */
  private long behind;

  /** Those of them that are of the first event: a whole state, which takes a slow line its time. */
  private long behindOfFirst;

  private boolean sentFirst;
  private boolean proceeding;
  private boolean ending;
  private boolean closed;
  private @Nullable Runnable onClose;

  /**
   * @param onEnd called once the end of the response is written
   */
  EventStream(HttpConnection connection, ChannelFutureListener onEnd) {
    this.connection = connection;
    this.limits = connection.parts().streams();
    this.onEnd = onEnd;
  }

  /** Sends the head, and lets {@code feed} send the rest. */
  void begin(EventFeed feed, DefaultHttpResponse head) {
    // Proxies such as nginx would else collect the events until a buffer is full.
    head.headers().set("X-Accel-Buffering", "no");
    connection.deadline(CutOffReason.SLOW_READER, NEVER);
    ChannelFuture _ = connection.context().writeAndFlush(head);
    onClose = feed.follow(this);
  }

  @Override
  public void send(byte[] event) {
    onLoop(() -> add(event));
  }

  @Override
  public void end(byte[] last) {
    onLoop(() -> {
      add(last);
      ending = true;
      proceed();
    });
  }

  private void onLoop(Runnable step) {
    try {
      connection.context().executor().execute(step);
    } catch (RejectedExecutionException _) {
      // The server is closed, and with it all connections.
    }
  }

  private void add(byte[] event) {
    if (closed || ending) {
      return;
    }
    if (behind - behindOfFirst > limits.mostBehindBytes()) {
      // At once, because the connection may take a moment to close, and more events come.
      closed = true;
      waiting.clear();
      connection.cutOff(CutOffReason.SLOW_READER);
      return;
    }
    if (event.length == 0) {
      return;
    }
    if (behind == 0) {
      connection.deadline(CutOffReason.SLOW_READER, limits.patience());
    }
    if (!sentFirst) {
      sentFirst = true;
      behindOfFirst = event.length;
    }
    behind += event.length;
    waiting.add(event);
    proceed();
  }

  /**
   * Writes as much as there is room for. Writing and flushing change whether there is, which calls
   * this again before they return.
   */
  void proceed() {
    if (proceeding || closed) {
      return;
    }
    proceeding = true;
    try {
      ChannelHandlerContext context = connection.context();
      boolean unflushed = false;
      while (!waiting.isEmpty() && context.channel().isWritable()) {
        writePiece(context, waiting.element());
        unflushed = true;
        if (!context.channel().isWritable()) {
          context.flush();
          unflushed = false;
        }
      }
      if (ending && waiting.isEmpty()) {
        closed = true;
        context.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(onEnd);
      } else if (unflushed) {
        context.flush();
      }
    } finally {
      proceeding = false;
    }
  }

  private void writePiece(ChannelHandlerContext context, byte[] event) {
    int length = Math.min(PIECE_BYTES, event.length - offset);
    context
        .write(new DefaultHttpContent(Unpooled.wrappedBuffer(event, offset, length)))
        .addListener((ChannelFutureListener) written -> taken(written, length));
    offset += length;
    if (offset == event.length) {
      waiting.remove();
      offset = 0;
    }
  }

  private void taken(ChannelFuture written, int length) {
    if (!written.isSuccess()) {
      connection.close();
      return;
    }
    behind -= length;
    behindOfFirst = Math.max(0, behindOfFirst - length);
    connection.deadline(CutOffReason.SLOW_READER, behind > 0 ? limits.patience() : NEVER);
  }

  /** The stream is over: its end is written, or its connection is closed. */
  void close() {
    closed = true;
    waiting.clear();
    Runnable told = onClose;
    if (told != null) {
      onClose = null;
      told.run();
    }
  }
}
