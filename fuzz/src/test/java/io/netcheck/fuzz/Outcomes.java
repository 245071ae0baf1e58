// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Says of two parsed inputs whether the parser treated them alike, as far as it shows. */
final class Outcomes {
  private static final int LONGEST = 60;

  private Outcomes() {}

  /** The kind and the magnitude of a result. */
  static String of(Object result) {
    return switch (result) {
      case Optional<?> some -> some.map(it -> "some " + of(it)).orElse("none");
      case Collection<?> some -> some.getClass().getSimpleName() + magnitude(some.size());
      case Map<?, ?> some -> "map " + magnitude(some.size());
      case String text -> text.length() <= LONGEST ? "text " + text : "text";
      case byte[] bytes -> "bytes " + magnitude(bytes.length);
      case Number number -> "number " + magnitude(number.longValue());
      case Record fields -> withoutNumbers(fields.toString());
      case Boolean truth -> truth.toString();
      case Enum<?> one -> one.name();
      default -> result.getClass().getSimpleName();
    };
  }

  /** The kind of a refusal, and its message without numbers and without quotes from the input. */
  static String of(Throwable refusal) {
    StringBuilder text = new StringBuilder(refusal.getClass().getSimpleName());
    String message = refusal.getMessage() == null ? "" : refusal.getMessage();
    boolean quoted = false;
    for (int i = 0; i < message.length() && text.length() < 2 * LONGEST; i++) {
      char c = message.charAt(i);
      if (c == '\'' || c == '"') {
        quoted = !quoted;
      } else if (!quoted && ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
        text.append(c);
      }
    }
    return text.toString();
  }

  private static String withoutNumbers(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length() && out.length() < 2 * LONGEST; i++) {
      char c = text.charAt(i);
      if (c < '0' || c > '9') {
        out.append(c);
      }
    }
    return out.toString();
  }

  private static int magnitude(long number) {
    return Long.SIZE - Long.numberOfLeadingZeros(number);
  }
}
