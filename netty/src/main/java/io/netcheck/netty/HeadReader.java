// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.HttpLimits;
import io.netcheck.daemon.http.RequestHead;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Turns what Netty decoded into the head of a request, or says what is wrong with it. */
final class HeadReader {
  private HeadReader() {}

  /**
   * @throws HttpError if the request is not well-formed HTTP, or too large
   */
  static RequestHead read(HttpRequest request, InetAddress client) throws HttpError {
    if (request.decoderResult().isFailure()) {
      throw error(request.decoderResult().cause());
    }
    if (request.headers().size() > HttpLimits.MAX_HEADERS) {
      throw headersTooLarge();
    }
    RequestTarget target = RequestTarget.of(request.uri()).orElseThrow(HeadReader::badRequest);
    return new RequestHead(
        client,
        request.method().name(),
        target.path(),
        target.query(),
        name -> Optional.ofNullable(request.headers().get(name)),
        List.of());
  }

  private static HttpError error(Throwable cause) {
    return switch (cause) {
      case TooLongHttpLineException _ ->
          new HttpError(ErrorCode.URI_TOO_LONG, "the request line is too long");
      case TooLongHttpHeaderException _ -> headersTooLarge();
      default -> badRequest();
    };
  }

  private static HttpError headersTooLarge() {
    return new HttpError(ErrorCode.HEADERS_TOO_LARGE, "the headers are too many or too large");
  }

  static HttpError badRequest() {
    return new HttpError(ErrorCode.BAD_REQUEST, "the request is not well-formed HTTP");
  }
}
