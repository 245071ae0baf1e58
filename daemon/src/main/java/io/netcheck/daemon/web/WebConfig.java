// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.tls.ServerTls;
import java.util.Map;
import java.util.Optional;

/**
 * The content of one web configuration file.
 *
 * @param tls empty for plain HTTP
 * @param headers added to every response
 * @param users the password hashes of the permitted users; empty if no password is required
 * @param rate the limit of requests; empty for none
 */
record WebConfig(
    Optional<ServerTls> tls,
    Map<String, String> headers,
    Map<String, BcryptHash> users,
    Optional<TokenBucket.Rate> rate) {
  WebConfig {
    headers = Map.copyOf(headers);
    users = Map.copyOf(users);
  }
}
