// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import java.util.regex.Pattern;

/** Hides the users and passwords of the URLs in texts that are printed or logged. */
public final class MaskedUrls {
  /**
   * From the first {@code ://} of a word up to its last {@code @}: a password that is not escaped
   * can have one, or a slash. It never looks for another {@code ://}, so that its time does not
   * grow with the square of the length.
   */
  private static final Pattern USER_INFO =
      Pattern.compile("(?<![^\\s,])((?>[^\\s,]*?://))[^\\s,]*@");

  private MaskedUrls() {}

  /** {@code text} with {@code ***} for each user and password. */
  public static String in(String text) {
    return USER_INFO.matcher(text).replaceAll("$1***@");
  }
}
