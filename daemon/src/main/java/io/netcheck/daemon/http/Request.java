// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A complete request.
 *
 * @param query the decoded parameters; of a repeated one the first
 * @param body empty unless the route accepts a body
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by its one handler
public record Request(RequestHead head, Map<String, String> query, byte[] body) {
  public Request {
    query = Map.copyOf(query);
  }

  /** The address at the other end of the connection. */
  public InetAddress client() {
    return head.client();
  }

  /** The header {@code Accept}, {@code ""} if there is none. */
  public String accept() {
    return head.header("Accept");
  }

  /** The header {@code Authorization}, {@code ""} if there is none. */
  public String authorization() {
    return head.authorization();
  }

  /** The certificates that the client proved by TLS, its own first. */
  public List<X509Certificate> certificates() {
    return head.certificates();
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }
}
