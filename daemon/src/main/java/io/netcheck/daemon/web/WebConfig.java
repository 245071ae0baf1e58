// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.TokenBucket;
import io.netcheck.daemon.files.ReadFiles;
import io.netcheck.daemon.http.BearerToken;
import io.netcheck.daemon.http.SharedTokens;
import io.netcheck.daemon.tls.ServerTls;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The content of one web configuration file, and of the token file beside it.
 *
 * @param tls empty for plain HTTP
 * @param headers added to every response
 * @param users the password hashes of the permitted users
 * @param tokens those that are as good as a user with its password
 * @param rate the limit of requests; empty for none
 */
record WebConfig(
    Optional<ServerTls> tls,
    Map<String, String> headers,
    Map<String, BcryptHash> users,
    Optional<SharedTokens> tokens,
    Optional<TokenBucket.Rate> rate) {
  private static final WebConfig NONE =
      new WebConfig(Optional.empty(), Map.of(), Map.of(), Optional.empty(), Optional.empty());

  WebConfig {
    headers = Map.copyOf(headers);
    users = Map.copyOf(users);
  }

  /**
   * Reads the files.
   *
   * @throws IllegalArgumentException if one of them is wrong, with a message that names the place
   */
  static WebConfig read(Optional<Path> file, Optional<Path> tokenFile, ReadFiles files) {
    WebConfig read = file.map(it -> WebConfigFile.read(it, files)).orElse(NONE);
    return new WebConfig(
        read.tls,
        read.headers,
        read.users,
        tokenFile.map(it -> SharedTokens.parse(it, files.text(it))),
        read.rate);
  }

  /** Whether a client needs a password or a token. */
  boolean needsCredential() {
    return !users.isEmpty() || tokens.isPresent();
  }

  /** Whether {@code authorization} has one of the tokens. */
  boolean hasToken(String authorization) {
    return tokens.isPresent()
        && BearerToken.in(authorization).filter(tokens.get()::contain).isPresent();
  }

  /** What a client without a credential is told to send. */
  String expected() {
    if (tokens.isEmpty()) {
      return "a user and a password are expected";
    }
    return users.isEmpty()
        ? "a token is expected"
        : "a user and a password or a token are expected";
  }

  /** The same for {@code WWW-Authenticate} (RFC 9110, section 11.6.1). */
  String challenge() {
    String basic = "Basic realm=\"netcheck\", charset=\"UTF-8\"";
    String bearer = "Bearer realm=\"netcheck\"";
    if (tokens.isEmpty()) {
      return basic;
    }
    return users.isEmpty() ? bearer : basic + ", " + bearer;
  }
}
