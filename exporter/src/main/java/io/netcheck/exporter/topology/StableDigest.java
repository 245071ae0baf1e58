// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Short digests that are the same on every exporter and in every version of Java: the first 64 bits
 * of SHA-256. With a faster hash without a key, an attacker who chooses node names could choose
 * collisions.
 */
final class StableDigest {
  private StableDigest() {}

  static long number(String text) {
    return ByteBuffer.wrap(sha256(text.getBytes(UTF_8))).getLong();
  }

  /** 16 hexadecimal digits. */
  static String word(byte[] content) {
    return HexFormat.of().formatHex(sha256(content), 0, Long.BYTES);
  }

  private static byte[] sha256(byte[] content) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(content);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
