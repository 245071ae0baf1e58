// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.files.Reloaded;
import io.netcheck.daemon.http.Request;
import io.netcheck.protocol.BearerToken;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Believes whoever has the token in a file, which is read again when it changes. While it cannot be
 * read, or makes no sense, the tokens that were read last are good.
 */
final class SharedTokenAuth implements Authenticator {
  private static final Caller ANYBODY = new Caller.Anybody();

  private final Reloaded<SharedTokens> tokens;

  /**
   * @throws StartException if there is no token in the file
   */
  SharedTokenAuth(Path file, ProcessClock clock) {
    try {
      tokens =
          new Reloaded<>(
              "the shared token", clock, files -> SharedTokens.parse(file, files.text(file)));
    } catch (IllegalArgumentException e) {
      throw new StartException("the token file " + e.getMessage(), e);
    }
  }

  @Override
  public Caller identify(Request request) {
    Optional<String> token = BearerToken.in(request.authorization());
    if (token.isEmpty()) {
      return new Caller.Refused(Refusal.NO_TOKEN);
    }
    return tokens.get().contain(token.get()) ? ANYBODY : new Caller.Refused(Refusal.WRONG_TOKEN);
  }
}
