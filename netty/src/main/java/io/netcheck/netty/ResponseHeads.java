// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.Response;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The headers of responses. Thread-safe. */
final class ResponseHeads {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** RFC 9110, section 5.6.7. */
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  private record Stamp(long nanos, String text) {}

  private volatile Stamp now = stamp(System.nanoTime());

  /**
   * @param first headers that the response may replace
   * @throws IllegalArgumentException if a header has a line break
   */
  HttpHeaders of(Response response, Map<String, String> first) {
    HttpHeaders headers = standard(response.contentType(), first);
    response
        .headers()
        .forEach((name, value) -> {
          if (name.equals(Response.POLICY)) {
            headers.add(name, value);
          } else {
            headers.set(name, value);
          }
        });
    return headers;
  }

  HttpHeaders standard(String contentType, Map<String, String> first) {
    HttpHeaders headers = DefaultHttpHeadersFactory.headersFactory().newHeaders();
    headers.set(HttpHeaderNames.DATE, date());
    first.forEach(headers::set);
    if (!contentType.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    Response.STANDARD_HEADERS.forEach(headers::set);
    return headers;
  }

  private String date() {
    Stamp last = now;
    long nanos = System.nanoTime();
    if (nanos - last.nanos >= SECOND_NANOS) {
      last = stamp(nanos);
      now = last;
    }
    return last.text;
  }

  private static Stamp stamp(long nanos) {
    return new Stamp(nanos, IMF_FIXDATE.format(Instant.now()));
  }
}
