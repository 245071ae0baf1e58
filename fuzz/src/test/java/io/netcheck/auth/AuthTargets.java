// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netcheck.daemon.http.SharedTokens;
import io.netcheck.fuzz.FuzzTarget;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/** Tokens. */
public final class AuthTargets {
  private AuthTargets() {}

  public static List<FuzzTarget> all() {
    Base64.Encoder encoder = Base64.getUrlEncoder();
    return List.of(
        FuzzTarget.of("token", in -> TokenExpiry.of(new String(in, ISO_8859_1))),
        FuzzTarget.of(
            "token-claims", in -> TokenExpiry.of("e30." + encoder.encodeToString(in) + ".s")),
        FuzzTarget.of(
            "token-file",
            in -> SharedTokens.parse(Path.of("token"), new String(in, ISO_8859_1)),
            List.of(IllegalArgumentException.class)));
  }
}
