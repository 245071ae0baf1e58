// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netcheck.daemon.http.BearerToken;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;

/** The source of the {@code Authorization} header of heartbeats. */
sealed interface HeartbeatCredential {
  /**
   * The header for the next heartbeat; empty if none is sent.
   *
   * @throws NoTokenException if the token cannot be read now
   */
  Optional<String> header() throws NoTokenException;

  /** No header. */
  record None() implements HeartbeatCredential {
    @Override
    public Optional<String> header() {
      return Optional.empty();
    }
  }

  /** A user and a password (RFC 7617), joined by a colon. */
  record Basic(String userAndPassword) implements HeartbeatCredential {
    @Override
    public Optional<String> header() {
      return Optional.of(
          "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(UTF_8)));
    }

    @Override
    public String toString() {
      return "Basic";
    }
  }

  /** A token (RFC 6750), read again each time, because Kubernetes replaces it every hour. */
  record Bearer(TokenFile file) implements HeartbeatCredential {
    @Override
    public Optional<String> header() throws NoTokenException {
      return Optional.of(BearerToken.header(file.read()));
    }
  }

  /**
   * @param server with or without user information
   */
  static HeartbeatCredential of(URI server, Optional<Path> tokenFile) {
    if (tokenFile.isPresent()) {
      return new Bearer(new TokenFile(tokenFile.get()));
    }
    String user = server.getUserInfo();
    return user == null ? new None() : new Basic(user);
  }

  /** There is no usable token; the message says why. */
  final class NoTokenException extends IOException {
    private static final long serialVersionUID = 1L;

    NoTokenException(String message) {
      super(message);
    }
  }
}
