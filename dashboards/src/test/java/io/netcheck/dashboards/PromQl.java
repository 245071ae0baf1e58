// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the selectors of an expression. It is not a parser; {@link PromQlTest} uses one. It relies
 * on the rule that every selector has braces, and finds names without braces.
 */
record PromQl(String expr) {
  private static final String STRING = "\"(?:[^\"\\\\]|\\\\.)*\"";
  private static final Pattern SELECTOR =
      Pattern.compile(
          "(?:(?<function>\\w+)\\()?(?<metric>[a-zA-Z_:][\\w:]*)?"
              + ("\\{(?<matchers>(?:[^}\"]|" + STRING + ")*)\\}(?:\\[(?<range>[^]]+)])?"));
  private static final Pattern LABELS =
      Pattern.compile("\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern WORD = Pattern.compile("[a-zA-Z_:][\\w:]*(?!\\w)(?!\\s*\\()");
  private static final Set<String> OPERATORS = Set.of("and", "or", "unless", "bool", "offset");

  /**
   * One selector of series.
   *
   * @param metric empty if a matcher selects the name
   * @param function the function that is called with exactly this selector, or empty
   * @param range empty for an instant selector
   */
  record Selector(String function, String metric, String matchers, String range) {
    boolean isCounter() {
      return metric.endsWith("_total");
    }
  }

  List<Selector> selectors() {
    List<Selector> selectors = new ArrayList<>();
    Matcher matcher = SELECTOR.matcher(expr);
    while (matcher.find()) {
      selectors.add(
          new Selector(
              orEmpty(matcher.group("function")),
              orEmpty(matcher.group("metric")),
              matcher.group("matchers"),
              orEmpty(matcher.group("range"))));
    }
    return selectors;
  }

  /** Names without braces, and so without a matcher. */
  List<String> bareNames() {
    String rest = expr;
    for (Pattern known : List.of(SELECTOR, Pattern.compile(STRING), LABELS)) {
      rest = known.matcher(rest).replaceAll(" ");
    }
    return WORD.matcher(rest)
        .results()
        .map(result -> result.group())
        .filter(word -> !OPERATORS.contains(word))
        .toList();
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
