// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.HashMap;
import java.util.Map;

/**
 * The response to one request.
 *
 * @param contentType {@code ""} for none
 */
@SuppressWarnings("ArrayRecordComponent") // written once, by the listener
public record Response(int status, String contentType, byte[] body, Map<String, String> headers) {
  /** The only header that may be there twice: then both values apply (CSP Level 3, section 8.1). */
  public static final String POLICY = "Content-Security-Policy";

  /** The headers of every response that does not set others. */
  public static final Map<String, String> STANDARD_HEADERS =
      Map.of("X-Content-Type-Options", "nosniff", "Cache-Control", "no-store");

  public Response {
    headers = Map.copyOf(headers);
  }

  public static Response json(byte[] body) {
    return new Response(200, "application/json; charset=utf-8", body, Map.of());
  }

  public static Response json(String body) {
    return json(body.getBytes(UTF_8));
  }

  public static Response text(String body) {
    return new Response(200, "text/plain; charset=utf-8", body.getBytes(UTF_8), Map.of());
  }

  public static Response html(String body) {
    // The pages load nothing else, so the browser may refuse to load anything.
    return new Response(
        200,
        "text/html; charset=utf-8",
        body.getBytes(UTF_8),
        Map.of(POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"));
  }

  public Response withStatus(int other) {
    return new Response(other, contentType, body, headers);
  }

  public Response withHeader(String name, String value) {
    Map<String, String> more = new HashMap<>(headers);
    more.put(name, value);
    return new Response(status, contentType, body, more);
  }
}
