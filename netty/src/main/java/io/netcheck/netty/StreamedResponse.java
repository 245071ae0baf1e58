// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.HttpError;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.io.IOException;
import java.util.Map;

/** A response whose body is written piece by piece, on a thread of its own. */
final class StreamedResponse {
  private final ChannelHandlerContext context;
  private final ServerParts parts;
  private final Answer.Streamed streamed;
  private final boolean keepAlive;
  private final boolean oldVersion;

  StreamedResponse(
      ChannelHandlerContext context,
      ServerParts parts,
      Answer.Streamed streamed,
      boolean keepAlive,
      boolean oldVersion) {
    this.context = context;
    this.parts = parts;
    this.streamed = streamed;
    this.keepAlive = keepAlive;
    this.oldVersion = oldVersion;
  }

  /**
   * Writes it as soon as a place is free.
   *
   * @throws HttpError if it cannot begin; then nothing is sent
   * @throws IOException if it ended early, and the connection has to be closed
   */
  void write() throws IOException, HttpError, InterruptedException {
    parts.served().beginStream();
    try {
      PieceStream out =
          new PieceStream(context, head(parts, streamed.contentType(), keepAlive, oldVersion));
      try {
        streamed.body().writeTo(out);
        out.finish();
      } catch (RuntimeException e) {
        HttpError error = ServedRoutes.failed(streamed.contentType(), e);
        if (out.hasBegun()) {
          throw new IOException("it is too late for another response", e);
        }
        throw error;
      }
    } finally {
      parts.served().endStream();
    }
  }

  /** The head of a response whose length is not known. */
  static DefaultHttpResponse head(
      ServerParts parts, String contentType, boolean keepAlive, boolean oldVersion) {
    Map<String, String> first = parts.served().gate().headers();
    HttpHeaders headers = parts.heads().standard(contentType, first);
    DefaultHttpResponse head =
        new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, headers);
    HttpUtil.setTransferEncodingChunked(head, !oldVersion);
    ResponseWriter.connection(headers, new ResponseWriter.Terms(first, false, false, keepAlive));
    return head;
  }
}
