// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.files.ReloadedValue;
import io.netcheck.daemon.http.Request;
import io.netcheck.protocol.BearerToken;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Believes whoever has the token in a file, which is read again when it changes. While it cannot be
 * read, or makes no sense, the tokens that were read last are good.
 */
final class SharedTokenAuth implements Authenticator {
  private static final AuthenticatedCaller ANYBODY = new AuthenticatedCaller.Anybody();

  private final ReloadedValue<SharedTokens> tokens;

  /**
   * @throws StartException if there is no token in the file
   */
  SharedTokenAuth(Path file, ProcessClock clock) {
    try {
      tokens =
          new ReloadedValue<>(
              "the shared token", clock, files -> SharedTokens.parse(file, files.text(file)));
    } catch (IllegalArgumentException e) {
      throw new StartException("the token file " + e.getMessage(), e);
    }
  }

  @Override
  public AuthenticatedCaller identify(Request request) {
    Optional<String> token = BearerToken.in(request.authorization());
    if (token.isEmpty()) {
      return new AuthenticatedCaller.Refused(AuthRefusal.NO_TOKEN);
    }
    return tokens.get().contain(token.get())
        ? ANYBODY
        : new AuthenticatedCaller.Refused(AuthRefusal.WRONG_TOKEN);
  }
}
