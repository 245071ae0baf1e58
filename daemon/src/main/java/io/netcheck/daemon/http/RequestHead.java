// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.net.InetAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A request without its body.
 *
 * @param client the address at the other end of the connection
 * @param path decoded
 * @param query as it was sent, {@code ""} if there is none
 * @param certificates the certificates that the client proved by TLS, its own first; empty if it
 *     sent none or TLS does not verify them
 */
public record RequestHead(
    InetAddress client,
    String method,
    String path,
    String query,
    RequestHeaders headers,
    List<X509Certificate> certificates) {
  /** More parameters than these are ignored. */
  private static final int MAX_PARAMETERS = 32;

  public RequestHead {
    certificates = List.copyOf(certificates);
  }

  /** The same head of a client that proved {@code proven}. */
  public RequestHead withCertificates(List<X509Certificate> proven) {
    return new RequestHead(client, method, path, query, headers, proven);
  }

  /** The first header of that name, {@code ""} if there is none. */
  public String header(String name) {
    return headers.first(name).orElse("");
  }

  /** The header {@code Authorization}, {@code ""} if there is none. */
  public String authorization() {
    return header("Authorization");
  }

  /** Whether the method is GET or HEAD. */
  public boolean isRead() {
    return method.equals("GET") || method.equals("HEAD");
  }

  /**
   * The decoded parameters of the query. Of a repeated parameter only the first one counts.
   *
   * @throws HttpError if the query is not well-formed
   */
  Map<String, String> parameters() throws HttpError {
    if (query.isEmpty()) {
      return Map.of();
    }
    Map<String, String> parameters = new HashMap<>();
    try {
      for (String pair : query.split("&", MAX_PARAMETERS + 1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.putIfAbsent(
              URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
              URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
        }
      }
    } catch (IllegalArgumentException _) {
      throw new HttpError(ErrorCode.BAD_QUERY, "the query is not well-formed");
    }
    return parameters;
  }
}
