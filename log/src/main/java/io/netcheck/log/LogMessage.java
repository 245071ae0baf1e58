// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/**
 * What is logged: words, and the fields that follow them.
 *
 * <p>A pattern of Netcheck is {@code client stale id={}}: what follows the words are fields. The
 * patterns of libraries have words only, because they can contain what the library was sent.
 */
record LogMessage(String words, List<LogField> fields) {
  /** The longest argument, and the longest message of a library, in UTF-16 code units. */
  static final int LONGEST = 1_000;

  private static final String OWN = "io.netcheck.";
  private static final String GAP = "{}";

  private static final String FIELD = "([a-z][a-z0-9_]*)=(?:\"([^\"]*)\"|([^ \"]*))";
  private static final Pattern FIELDS = Pattern.compile(FIELD);

  /** The words are as few as possible, and nothing but fields follows them. */
  private static final Pattern WHOLE =
      Pattern.compile(
          "(.*?)(?:^| )(FIELD(?: FIELD)*)".replace("FIELD", FIELD.replaceAll("\\((?!\\?)", "(?:")),
          Pattern.DOTALL);

  LogMessage {
    fields = List.copyOf(fields);
  }

  /** A message of words. */
  static LogMessage of(String text) {
    return new LogMessage(shortened(text), List.of());
  }

  /**
   * @param logger the name of the logger
   * @param pattern with {@code {}} for each argument
   */
  static LogMessage of(String logger, String pattern, Object[] arguments) {
    Filling filling = new Filling(arguments);
    if (!logger.startsWith(OWN)) {
      return of(filling.fill(pattern));
    }
    Matcher whole = WHOLE.matcher(pattern);
    if (!whole.matches()) {
      return new LogMessage(filling.fill(pattern), List.of());
    }
    String words = filling.fill(whole.group(1));
    List<LogField> fields = new ArrayList<>();
    Matcher field = FIELDS.matcher(whole.group(2));
    while (field.find()) {
      boolean quoted = field.group(2) != null;
      fields.add(
          new LogField(
              field.group(1), filling.fill(quoted ? field.group(2) : field.group(3)), quoted));
    }
    return new LogMessage(words, fields);
  }

  /** The same message with further fields. */
  LogMessage with(List<KeyValuePair> pairs) {
    if (pairs.isEmpty()) {
      return this;
    }
    List<LogField> all = new ArrayList<>(fields);
    pairs.forEach(pair -> all.add(new LogField(pair.key, text(pair.value))));
    return new LogMessage(words, all);
  }

  /** Text of any length, shortened to what a line can have of it. */
  static String shortened(String text) {
    if (text.length() <= LONGEST) {
      return text;
    }
    int end = Character.isHighSurrogate(text.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST;
    return text.substring(0, end) + "…";
  }

  /** An argument that fails to print itself must not fail the code that logs it. */
  private static String text(@Nullable Object argument) {
    try {
      return shortened(
          argument instanceof Object[] array ? Arrays.toString(array) : String.valueOf(argument));
    } catch (RuntimeException e) {
      return "not printable: " + e.getClass().getSimpleName();
    }
  }

  /** The arguments, in the order in which the gaps of a pattern take them. */
  private static final class Filling {
    private final Object[] arguments;
    private int next;

    Filling(Object[] arguments) {
      this.arguments = arguments;
    }

    String fill(String part) {
      StringBuilder filled = new StringBuilder();
      int from = 0;
      for (int gap = part.indexOf(GAP);
          gap >= 0 && next < arguments.length;
          gap = part.indexOf(GAP, from)) {
        filled.append(part, from, gap).append(text(arguments[next++]));
        from = gap + GAP.length();
      }
      return filled.append(part, from, part.length()).toString();
    }
  }
}
