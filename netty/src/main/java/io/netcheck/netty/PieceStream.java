// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Sends the body of a response while it is written, one piece after the other: the writer waits
 * until its client has taken the piece before. Used by one thread, which is none of the event
 * loops.
 */
final class PieceStream extends OutputStream {
  private static final int PIECE_BYTES = 16 * 1024;

  private final ChannelHandlerContext context;
  private final HttpResponse head;
  private byte[] piece = new byte[PIECE_BYTES];
  private int length;
  private boolean begun;

  /**
   * @param head sent with the first piece
   */
  PieceStream(ChannelHandlerContext context, HttpResponse head) {
    this.context = context;
    this.head = head;
  }

  /** Whether it is too late for another response. */
  boolean hasBegun() {
    return begun;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int count) throws IOException {
    int from = offset;
    int left = count;
    while (left > 0) {
      int taken = Math.min(left, piece.length - length);
      System.arraycopy(bytes, from, piece, length, taken);
      length += taken;
      from += taken;
      left -= taken;
      if (length == piece.length) {
        send(context.write(new DefaultHttpContent(next())));
      }
    }
  }

  /** Sends the rest and the end of the body. */
  void finish() throws IOException {
    send(context.write(new DefaultLastHttpContent(next())));
  }

  private ByteBuf next() {
    if (!begun) {
      begun = true;
      ChannelFuture _ = context.write(head);
    }
    ByteBuf filled = Unpooled.wrappedBuffer(piece, 0, length);
    piece = new byte[PIECE_BYTES];
    length = 0;
    return filled;
  }

  private void send(ChannelFuture written) throws IOException {
    context.flush();
    try {
      written.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while a response was written");
    }
    if (!written.isSuccess()) {
      throw new IOException("the client is gone", written.cause());
    }
  }
}
