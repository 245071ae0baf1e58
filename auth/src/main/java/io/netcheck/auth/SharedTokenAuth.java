// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.StartException;
import io.netcheck.daemon.files.ReloadedValue;
import io.netcheck.daemon.http.BearerToken;
import io.netcheck.daemon.http.RequestHead;
import io.netcheck.daemon.http.SharedTokens;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Authenticates agents by a shared token in a file, which is read again when it changes. While the
 * file cannot be read or is wrong, the last good tokens stay valid.
 */
final class SharedTokenAuth implements Authenticator {
  private static final AuthenticatedCaller ANY_AGENT =
      new AuthenticatedCaller.AnyAgent("shared token");

  private final ReloadedValue<SharedTokens> tokens;

  /**
   * @throws StartException if the file has no token
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
  public AuthenticatedCaller identify(RequestHead head) {
    Optional<String> token = BearerToken.in(head.authorization());
    if (token.isEmpty()) {
      return new AuthenticatedCaller.Refused(AuthRefusal.NO_TOKEN);
    }
    return tokens.current().contain(token.get())
        ? ANY_AGENT
        : new AuthenticatedCaller.Refused(AuthRefusal.WRONG_TOKEN);
  }
}
