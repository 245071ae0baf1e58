// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One exchange of the JDK's server that was let in: what it asks, and how it is answered.
 *
 * @param certificates what the client proved by TLS to hold
 */
record Call(HttpExchange exchange, List<X509Certificate> certificates) {
  /** The only one that can be there twice: then both hold (CSP Level 3, section 8.1). */
  private static final String POLICY = "Content-Security-Policy";

  String method() {
    return exchange.getRequestMethod();
  }

  String path() {
    return exchange.getRequestURI().getPath();
  }

  boolean isHead() {
    return method().equals("HEAD");
  }

  /** Whether it only asks. */
  boolean isRead() {
    return isHead() || method().equals("GET");
  }

  Head head() {
    return new Head(
        exchange.getRemoteAddress().getAddress(),
        method(),
        path(),
        rawQuery(),
        header("Authorization"));
  }

  /** The header of that name, {@code ""} where there is none. */
  String header(String name) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst(name)).orElse("");
  }

  Request request(Map<String, String> query, byte[] body) {
    return new Request(
        exchange.getRemoteAddress().getAddress(),
        query,
        header("Accept"),
        header("Authorization"),
        certificates,
        body);
  }

  private String rawQuery() {
    return Optional.ofNullable(exchange.getRequestURI().getRawQuery()).orElse("");
  }

  Map<String, String> query() throws HttpError {
    Map<String, String> parameters = new HashMap<>();
    try {
      for (String pair : rawQuery().split("&", 33)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.putIfAbsent(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    } catch (IllegalArgumentException _) {
      throw new HttpError(400, "bad_query", "the query is not well-formed", "");
    }
    return parameters;
  }

  void answer(Response response) throws IOException {
    Headers headers = exchange.getResponseHeaders();
    if (!response.contentType().isEmpty()) {
      headers.set("Content-Type", response.contentType());
    }
    headers.set("X-Content-Type-Options", "nosniff");
    headers.set("Cache-Control", "no-store");
    response
        .headers()
        .forEach((name, value) -> {
          if (name.equals(POLICY)) {
            headers.add(name, value);
          } else {
            headers.set(name, value);
          }
        });
    if (isHead()) {
      headers.set("Content-Length", Integer.toString(response.body().length));
      exchange.sendResponseHeaders(response.status(), -1);
      return;
    }
    // 0 would mean chunked: -1 is how this server says that there is no body.
    exchange.sendResponseHeaders(
        response.status(), response.body().length == 0 ? -1 : response.body().length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(response.body());
    }
  }
}
