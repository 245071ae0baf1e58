// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import io.netcheck.daemon.http.Answer;
import io.netcheck.daemon.http.Response;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Writes responses to exchanges of the JDK's server. */
final class ExchangeWriter {
  private ExchangeWriter() {}

  static void write(Response response, HttpExchange exchange) throws IOException {
    Headers sent = exchange.getResponseHeaders();
    if (!response.contentType().isEmpty()) {
      sent.set("Content-Type", response.contentType());
    }
    Response.STANDARD_HEADERS.forEach(sent::set);
    response
        .headers()
        .forEach((name, value) -> {
          if (name.equals(Response.POLICY)) {
            sent.add(name, value);
          } else {
            sent.set(name, value);
          }
        });
    byte[] body = response.body();
    if (exchange.getRequestMethod().equals("HEAD")) {
      sent.set("Content-Length", Integer.toString(body.length));
      exchange.sendResponseHeaders(response.status(), -1);
      return;
    }
    // For this server 0 means a chunked body, and -1 means no body.
    exchange.sendResponseHeaders(response.status(), body.length == 0 ? -1 : body.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(body);
    }
  }

  static void write(Answer.Streamed streamed, HttpExchange exchange) throws IOException {
    Headers sent = exchange.getResponseHeaders();
    sent.set("Content-Type", streamed.contentType());
    Response.STANDARD_HEADERS.forEach(sent::set);
    if (exchange.getRequestMethod().equals("HEAD")) {
      exchange.sendResponseHeaders(200, -1);
      return;
    }
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody())) {
      streamed.body().writeTo(out);
    }
  }
}
