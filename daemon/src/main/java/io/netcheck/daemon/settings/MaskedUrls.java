// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import java.util.regex.Pattern;

/** Hides the users and passwords of the URLs in texts that are printed or logged. */
public final class MaskedUrls {
  /** Up to the last {@code @}: a password that is not escaped can have one, or a slash. */
  private static final Pattern USER_INFO = Pattern.compile("(?<=://)[^\\s,]*@");

  private MaskedUrls() {}

  /** {@code text} with {@code ***} for each user and password. */
  public static String in(String text) {
    return USER_INFO.matcher(text).replaceAll("***@");
  }
}
