// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * What stands in the file of a shared token: the token, and in a second line the one before it,
 * which is still good until everybody has the new one.
 */
final class SharedTokens {
  static final int SHORTEST = 16;
  private static final int MAX_BYTES = 16 * 1024;

  private final List<TokenHash> tokens;

  private SharedTokens(List<TokenHash> tokens) {
    this.tokens = tokens;
  }

  /**
   * Reads them.
   *
   * @throws IOException if the file cannot be read, or has no such lines; says why in a sentence
   *     that has nothing of its content
   */
  static SharedTokens read(Path file) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new IOException("it cannot be read", e);
    }
    if (bytes.length > MAX_BYTES) {
      throw new IOException("it is larger than 16 KiB");
    }
    List<TokenHash> tokens = new ArrayList<>();
    for (String line : new String(bytes, UTF_8).lines().map(String::strip).toList()) {
      if (line.isEmpty()) {
        continue;
      }
      if (!BearerToken.isOne(line) || line.length() < SHORTEST) {
        throw new IOException(
            "a line is no token of at least " + SHORTEST + " letters, digits and -._~+/");
      }
      tokens.add(TokenHash.of(line));
    }
    if (tokens.isEmpty() || tokens.size() > 2) {
      throw new IOException("it has " + tokens.size() + " tokens where one or two are expected");
    }
    return new SharedTokens(List.copyOf(tokens));
  }

  /** Takes as long for a wrong token as for a right one. */
  boolean contain(String token) {
    byte[] given = TokenHash.of(token).bytes();
    boolean found = false;
    for (TokenHash one : tokens) {
      found |= MessageDigest.isEqual(one.bytes(), given);
    }
    return found;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedTokens those && tokens.equals(those.tokens);
  }

  @Override
  public int hashCode() {
    return tokens.hashCode();
  }
}
