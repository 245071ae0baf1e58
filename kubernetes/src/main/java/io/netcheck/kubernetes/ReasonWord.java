// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.verdict.FaultKind;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The reasons in objects of the API: words such as {@code ImagePullBackOff}. They are shown; the
 * messages beside them are not, because anything can be in them.
 */
final class ReasonWord {
  private static final Pattern WORD = Pattern.compile("[A-Z][A-Za-z0-9]{0,59}");

  private ReasonWord() {}

  /** The kind of a fault as a reason, such as {@code NodeUnreachable}. */
  static String of(FaultKind kind) {
    return Arrays.stream(kind.name().split("_", -1))
        .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
        .collect(Collectors.joining());
  }

  /** The reason; {@code ""} if there is none, or if it is no such word. */
  static String of(@Nullable String reason) {
    return reason != null && WORD.matcher(reason).matches() ? reason : "";
  }
}
