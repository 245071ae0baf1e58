// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The elements of a header such as {@code Accept}, with their weights (RFC 9110, section 12.4.2).
 * What is malformed is left out, because a client that says it badly still wants an answer.
 */
final class WeightedRanges {
  /** Six times as many as any known client sends. */
  private static final int MAX_RANGES = 64;

  /**
   * One element.
   *
   * @param name in lower case, such as {@code text/plain} or {@code gzip}
   * @param parameters without the weight; names in lower case
   * @param thousandths the weight: 1,000 is the best, 0 means not acceptable
   */
  record Range(String name, Map<String, String> parameters, int thousandths) {
    Range {
      parameters = Map.copyOf(parameters);
    }
  }

  private WeightedRanges() {}

  static List<Range> of(String header) {
    List<Range> ranges = new ArrayList<>();
    for (String element : split(header, ',')) {
      if (ranges.size() == MAX_RANGES) {
        break;
      }
      List<String> parts = split(element, ';');
      String name = parts.getFirst().strip().toLowerCase(Locale.ROOT);
      Map<String, String> parameters = new HashMap<>();
      for (String part : parts.subList(1, parts.size())) {
        int equals = part.indexOf('=');
        if (equals > 0) {
          parameters.putIfAbsent(
              part.substring(0, equals).strip().toLowerCase(Locale.ROOT),
              unquoted(part.substring(equals + 1).strip()));
        }
      }
      String weight = parameters.remove("q");
      OptionalInt thousandths = weight == null ? OptionalInt.of(1_000) : thousandths(weight);
      if (!name.isEmpty() && thousandths.isPresent()) {
        ranges.add(new Range(name, parameters, thousandths.getAsInt()));
      }
    }
    return ranges;
  }

  /** A number from 0 to 1 with up to three digits after the point. */
  private static OptionalInt thousandths(String weight) {
    return weight.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")
        ? OptionalInt.of((int) Math.round(Double.parseDouble(weight) * 1_000))
        : OptionalInt.empty();
  }

  private static String unquoted(String value) {
    boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
    return quoted ? value.substring(1, value.length() - 1) : value;
  }

  /** Splits outside of quoted strings, in which a backslash takes the next character as it is. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    boolean quoted = false;
    int begin = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (quoted && c == '\\') {
        i++;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(begin, i));
        begin = i + 1;
      }
    }
    parts.add(text.substring(begin));
    return parts;
  }
}
