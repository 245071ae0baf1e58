// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.net.InetAddress;
import java.util.Map;
import java.util.Optional;

/**
 * One request, read whole.
 *
 * @param client the address at the other end of the connection
 * @param query the decoded parameters; of a repeated one the first
 * @param accept the {@code Accept} header, {@code ""} where there is none
 * @param body empty unless the route takes one
 */
@SuppressWarnings("ArrayRecordComponent") // read once, by its one handler
public record Request(InetAddress client, Map<String, String> query, String accept, byte[] body) {
  public Request {
    query = Map.copyOf(query);
  }

  public Optional<String> parameter(String name) {
    return Optional.ofNullable(query.get(name));
  }
}
