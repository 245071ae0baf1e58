// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * Checks of names. A string from an agent becomes a label, a line of the report or a log line only
 * after it passed one of these checks.
 */
public final class Names {
  /** The longest domain name, and so the longest node name (RFC 1123 §2.1, RFC 1035 §2.3.4). */
  private static final int LONGEST_DOMAIN = 253;

  private static final int LONGEST_LABEL = 63;

  private Names() {}

  /** The name of a node: a lower-case RFC 1123 subdomain, as Kubernetes requires for nodes. */
  public static boolean isNode(String text) {
    return isDomain(text, false);
  }

  /** A domain name to look up: labels of letters, digits, {@code -} and {@code _}. */
  public static boolean isDomain(String text) {
    String relative =
        text.endsWith(".") && text.length() > 1 ? text.substring(0, text.length() - 1) : text;
    return isDomain(relative, true);
  }

  /**
   * A zone, a service's name or a version: what Kubernetes allows as a label's value, not empty.
   */
  public static boolean isWord(String text) {
    int length = text.length();
    if (length == 0 || length > LONGEST_LABEL) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      boolean inner = i > 0 && i < length - 1 && (c == '-' || c == '_' || c == '.' || c == '+');
      if (!isAlphanumeric(c, true) && !inner) {
        return false;
      }
    }
    return true;
  }

  private static boolean isDomain(String text, boolean wide) {
    int length = text.length();
    if (length == 0 || length > LONGEST_DOMAIN) {
      return false;
    }
    int labelLength = 0;
    char previous = '.';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (labelLength == 0 || previous == '-') {
          return false;
        }
        labelLength = 0;
      } else {
        boolean hyphen = c == '-' && labelLength > 0;
        if (!isAlphanumeric(c, wide) && !hyphen && !(wide && c == '_')) {
          return false;
        }
        if (++labelLength > LONGEST_LABEL) {
          return false;
        }
      }
      previous = c;
    }
    return labelLength > 0 && previous != '-';
  }

  private static boolean isAlphanumeric(char c, boolean upperCaseToo) {
    return (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || (upperCaseToo && c >= 'A' && c <= 'Z');
  }
}
