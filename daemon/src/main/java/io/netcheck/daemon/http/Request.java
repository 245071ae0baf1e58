// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.net.InetAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request, read whole.
 *
 * @param client the address at the other end of the connection
 * @param query the decoded parameters; of a repeated one the first
 * @param accept the {@code Accept} header, {@code ""} where there is none
 * @param authorization the header of that name, {@code ""} where there is none
 * @param certificates what the client proved by TLS to hold, its own first; empty where it showed
 *     none or none was asked for
 * @param body empty unless the route takes one
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by its one handler
public record Request(
    InetAddress client,
    Map<String, String> query,
    String accept,
    String authorization,
    List<X509Certificate> certificates,
    byte[] body) {
  public Request {
    query = Map.copyOf(query);
    certificates = List.copyOf(certificates);
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }
}
