// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * The content of a token file: the token, and in an optional second line the previous token, which
 * stays valid until all clients have the new one. Immutable.
 */
public final class SharedTokens {
  private static final int SHORTEST = 16;

  private final List<TokenHash> tokens;

  private SharedTokens(List<TokenHash> tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads the tokens in {@code text}, the content of {@code file}.
   *
   * @throws IllegalArgumentException if the text is wrong, with a message that has no part of the
   *     content
   */
  public static SharedTokens parse(Path file, String text) {
    List<TokenHash> tokens = new ArrayList<>();
    for (String line : text.lines().map(String::strip).toList()) {
      if (line.isEmpty()) {
        continue;
      }
      if (!BearerToken.isOne(line) || line.length() < SHORTEST) {
        throw new IllegalArgumentException(
            file + ": a line is no token of at least " + SHORTEST + " letters, digits and -._~+/");
      }
      tokens.add(TokenHash.of(line));
    }
    if (tokens.isEmpty() || tokens.size() > 2) {
      throw new IllegalArgumentException(
          file + ": it has " + tokens.size() + " tokens where one or two are expected");
    }
    return new SharedTokens(List.copyOf(tokens));
  }

  /** Whether {@code token} is one of them. Takes as long for a wrong token as for a right one. */
  public boolean contain(String token) {
    byte[] given = TokenHash.of(token).bytes();
    boolean found = false;
    for (TokenHash one : tokens) {
      found |= MessageDigest.isEqual(one.bytes(), given);
    }
    return found;
  }
}
