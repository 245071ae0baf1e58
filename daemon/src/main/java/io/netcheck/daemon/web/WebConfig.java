// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.tls.ServerTls;
import java.util.Map;
import java.util.Optional;

/**
 * What one web configuration file says.
 *
 * @param tls how to speak TLS; plain HTTP without
 * @param headers put on every answer
 * @param users the hashes of the passwords of those who may ask; empty for anybody
 * @param rate how many requests are answered
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
