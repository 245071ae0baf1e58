// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Formats pieces of text as Go does. */
public final class GoText {
  private static final String PLAIN_IN_PATHS = "-_.~$&+,/:;=@";

  private static final int LONGEST = 64;

  private GoText() {}

  /** Quotes as {@code strconv.Quote} does. Cuts long texts, because they go back to the sender. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length() && i < LONGEST; i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ' || c == 0x7f) {
        quoted.append(String.format("\\x%02x", (int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /** A path for a URL, as {@code url.URL.EscapedPath} gives it. */
  public static String escapedPath(String path) {
    StringBuilder escaped = new StringBuilder(path.length());
    for (byte one : path.getBytes(UTF_8)) {
      char c = (char) (one & 0xFF);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || PLAIN_IN_PATHS.indexOf(c) >= 0;
      if (plain) {
        escaped.append(c);
      } else {
        escaped.append(String.format("%%%02X", (int) c));
      }
    }
    return escaped.toString();
  }

  static String withoutTrailingZeros(String digits) {
    int end = digits.length();
    while (end > 0 && digits.charAt(end - 1) == '0') {
      end--;
    }
    return digits.substring(0, end);
  }
}
