// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The SHA-256 of a token. Tokens themselves are not kept, so that they cannot be found in the
 * memory of this process.
 */
public record TokenHash(String hex) {
  /** The hash of {@code token}. */
  public static TokenHash of(String token) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(token.getBytes(UTF_8));
      return new TokenHash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has it", e);
    }
  }

  byte[] bytes() {
    return hex.getBytes(UTF_8);
  }
}
