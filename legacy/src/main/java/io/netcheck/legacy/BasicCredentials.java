// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;

/** A user and a password for {@code Authorization: Basic} (RFC 7617). */
final class BasicCredentials {
  private static final String SCHEME = "Basic ";

  private final byte[] userAndPassword;

  private BasicCredentials(byte[] userAndPassword) {
    this.userAndPassword = userAndPassword;
  }

  /**
   * Reads them from a file of one line, {@code user:password}.
   *
   * @throws IllegalArgumentException if there is no such file or line
   */
  public static BasicCredentials read(String path) {
    List<String> lines;
    try {
      lines = Files.readAllLines(Path.of(path), UTF_8).stream().filter(l -> !l.isBlank()).toList();
    } catch (IOException | InvalidPathException e) {
      throw new IllegalArgumentException("cannot be read", e);
    }
    // A user name contains no colon; a password can.
    if (lines.size() != 1 || lines.getFirst().strip().indexOf(':') < 1) {
      throw new IllegalArgumentException("does not have exactly one line user:password");
    }
    return new BasicCredentials(lines.getFirst().strip().getBytes(UTF_8));
  }

  /** Whether {@code authorization} contains them; compares in constant time. */
  public boolean match(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    try {
      byte[] given = Base64.getDecoder().decode(authorization.substring(SCHEME.length()).strip());
      return MessageDigest.isEqual(userAndPassword, given);
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  @Override
  public String toString() {
    return "user:***";
  }
}
