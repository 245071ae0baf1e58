// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.util.regex.Pattern;

/**
 * The control characters of ISO 6429: C0, delete and C1. A terminal obeys them, and names and
 * reasons come from others.
 */
public final class ControlCharacters {
  /** {@code \p{Cntrl}} of Java has no C1, of which one alone begins a sequence of its own. */
  static final String CLASS = "[\\x00-\\x1f\\x7f-\\x9f]";

  private static final Pattern ANY = Pattern.compile(CLASS);

  private ControlCharacters() {}

  /** {@code text} with a question mark for each of them. */
  public static String replacedIn(String text) {
    return ANY.matcher(text).replaceAll("?");
  }
}
