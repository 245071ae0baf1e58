// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The reasons in objects of the API: words such as {@code ImagePullBackOff}. They are shown; the
 * messages beside them are not, because anything can be in them.
 */
final class ReasonWord {
  private static final Pattern WORD = Pattern.compile("[A-Z][A-Za-z0-9]{0,59}");

  private ReasonWord() {}

  /** The reason; {@code ""} if there is none, or if it is no such word. */
  static String of(@Nullable String reason) {
    return reason != null && WORD.matcher(reason).matches() ? reason : "";
  }
}
