// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import java.util.Optional;
import java.util.regex.Pattern;

/** The token in {@code Authorization: Bearer …} (RFC 6750, section 2.1). */
final class BearerToken {
  private static final String SCHEME = "Bearer ";
  private static final int LONGEST = 8 * 1024;
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private BearerToken() {}

  /** The token, empty where the header has none. */
  static Optional<String> in(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return Optional.of(authorization.substring(SCHEME.length()).strip()).filter(BearerToken::isOne);
  }

  static boolean isOne(String text) {
    return text.length() <= LONGEST && TOKEN.matcher(text).matches();
  }
}
