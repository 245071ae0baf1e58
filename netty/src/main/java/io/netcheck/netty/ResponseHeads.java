// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import io.netcheck.daemon.http.Response;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValidationUtil;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The headers of responses. Thread-safe. */
final class ResponseHeads {
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** RFC 9110, section 5.6.7. */
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
          .withZone(ZoneOffset.UTC);

  /** Of every response, with their hashes known. */
  private final Map<AsciiString, AsciiString> standard =
      Response.STANDARD_HEADERS.entrySet().stream()
          .collect(
              Collectors.toUnmodifiableMap(
                  header -> AsciiString.cached(header.getKey()),
                  header -> AsciiString.cached(header.getValue())));

  private record Stamp(long nanos, AsciiString text) {}

  private volatile Stamp now = stamp(System.nanoTime());

  /**
   * All headers but those of the body and the connection.
   *
   * @param first headers that the response may replace
   * @throws IllegalArgumentException if a header is malformed, such as one with a line break
   */
  HttpHeaders of(Response response, Map<String, String> first) {
    HttpHeaders headers = standard(response.contentType(), first);
    response
        .headers()
        .forEach((name, value) -> {
          check(value);
          if (name.equals(Response.POLICY)) {
            headers.add(name, value);
          } else {
            headers.set(name, value);
          }
        });
    return headers;
  }

  /** The headers of a response that adds none. */
  HttpHeaders standard(String contentType, Map<String, String> first) {
    // Checking every character of the headers that are always the same costs more than a heartbeat
    // can spare.
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    first.forEach(headers::set);
    headers.set(HttpHeaderNames.DATE, date());
    if (!contentType.isEmpty()) {
      headers.set(HttpHeaderNames.CONTENT_TYPE, contentType);
    }
    standard.forEach(headers::set);
    return headers;
  }

  private static void check(String value) {
    if (HttpHeaderValidationUtil.validateValidHeaderValue(value) >= 0) {
      throw new IllegalArgumentException("a header with a character that none may have");
    }
  }

  private AsciiString date() {
    Stamp last = now;
    long nanos = System.nanoTime();
    if (nanos - last.nanos >= SECOND_NANOS) {
      last = stamp(nanos);
      now = last;
    }
    return last.text;
  }

  private static Stamp stamp(long nanos) {
    return new Stamp(nanos, new AsciiString(IMF_FIXDATE.format(Instant.now())));
  }
}
