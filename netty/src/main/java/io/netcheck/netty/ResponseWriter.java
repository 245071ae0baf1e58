// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Response;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the responses of one connection. A large one is written piece by piece, as its client
 * reads, so that a client never holds more than two pieces besides the response itself. Used on the
 * event loop of the connection only.
 */
final class ResponseWriter {
  private static final Logger LOG = LoggerFactory.getLogger(ResponseWriter.class);

  private static final int PIECE_BYTES = 16 * 1024;

  /** Up to here a response goes to the kernel as a whole. */
  private static final int SMALL_BYTES = 2 * PIECE_BYTES;

  private static final int NO_CONTENT = 204;
  private static final int NOT_MODIFIED = 304;

  private final ResponseHeads heads;
  private final UnreadAnswers unread;
  private @Nullable ByteBuf rest;
  private UnreadAnswers.@Nullable Unread pending;
  private ChannelFutureListener onWritten = _ -> {};
  private boolean proceeding;

  ResponseWriter(ResponseHeads heads, UnreadAnswers unread) {
    this.heads = heads;
    this.unread = unread;
  }

  /** What a response depends on besides itself. */
  record Terms(Map<String, String> headers, boolean head, boolean oldVersion, boolean keepAlive) {}

  /**
   * @param written called once, when the response is written or has failed
   * @param cutOff closes the connection, because the memory of the response is needed
   */
  void write(
      ChannelHandlerContext context,
      Response response,
      Terms terms,
      ChannelFutureListener written,
      Runnable cutOff) {
    HttpHeaders headers;
    Response sent = response;
    try {
      headers = heads.of(response, terms.headers());
    } catch (IllegalArgumentException e) {
      // A line break in a header. The code that makes a response has to keep them out.
      LOG.error("response has a malformed header reason=\"{}\"", e.getClass().getSimpleName());
      sent = new HttpError(ErrorCode.INTERNAL, "the request failed here").response();
      headers = heads.of(sent, Map.of());
    }
    HttpResponseStatus status = HttpResponseStatus.valueOf(sent.status());
    byte[] body = sent.body();
    if (sent.status() != NO_CONTENT && sent.status() != NOT_MODIFIED) {
      headers.setInt(HttpHeaderNames.CONTENT_LENGTH, body.length);
    }
    connection(headers, terms);
    if (terms.head() || body.length <= SMALL_BYTES) {
      ByteBuf content = terms.head() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body);
      context
          .writeAndFlush(
              new DefaultFullHttpResponse(
                  HttpVersion.HTTP_1_1, status, content, headers, EmptyHttpHeaders.INSTANCE))
          .addListener(written);
      return;
    }
    pending = unread.begin(body, cutOff);
    rest = Unpooled.wrappedBuffer(body);
    ChannelFuture _ = context.write(new DefaultHttpResponse(HttpVersion.HTTP_1_1, status, headers));
    onWritten = written;
    proceed(context);
  }

  static void connection(HttpHeaders headers, Terms terms) {
    if (!terms.keepAlive()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    } else if (terms.oldVersion()) {
      headers.set(HttpHeaderNames.CONNECTION, HttpHeaderValues.KEEP_ALIVE);
    }
  }

  /**
   * Writes as much of a large response as there is room for. Writing and flushing change whether
   * there is, which calls this again before they return.
   */
  void proceed(ChannelHandlerContext context) {
    if (proceeding) {
      return;
    }
    proceeding = true;
    try {
      while (rest != null && context.channel().isWritable()) {
        writePiece(context, rest);
        if (rest == null || !context.channel().isWritable()) {
          context.flush();
        }
      }
    } finally {
      proceeding = false;
    }
  }

  private void writePiece(ChannelHandlerContext context, ByteBuf from) {
    ByteBuf piece = from.readRetainedSlice(Math.min(PIECE_BYTES, from.readableBytes()));
    if (from.isReadable()) {
      ChannelFuture _ = context.write(new DefaultHttpContent(piece));
    } else {
      from.release();
      rest = null;
      context.write(new DefaultLastHttpContent(piece)).addListener(onWritten);
    }
  }

  /** Forgets a response that was written, or whose connection is closed. */
  void end() {
    if (pending != null) {
      pending.end();
      pending = null;
    }
    if (rest != null) {
      rest.release();
      rest = null;
    }
  }
}
