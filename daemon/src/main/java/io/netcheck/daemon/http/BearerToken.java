// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.util.Optional;
import java.util.regex.Pattern;

/** The token in {@code Authorization: Bearer …} (RFC 6750, section 2.1). */
public final class BearerToken {
  /** Half of the headers that an exporter accepts. The token of a service account has 1 to 2 KB. */
  public static final int MAX_BYTES = 8 * 1024;

  private static final String SCHEME = "Bearer ";
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9._~+/-]+=*");

  private BearerToken() {}

  /** The token; empty if the header has none. */
  public static Optional<String> in(String authorization) {
    if (!authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return Optional.empty();
    }
    return Optional.of(authorization.substring(SCHEME.length()).strip()).filter(BearerToken::isOne);
  }

  /** The value of the header. */
  public static String header(String token) {
    return SCHEME + token;
  }

  public static boolean isOne(String text) {
    return text.length() <= MAX_BYTES && TOKEN.matcher(text).matches();
  }
}
