// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the metrics and labels that a PromQL expression uses. It does not check the grammar,
 * because promtool does. Each name that is not a function, a keyword or a label counts as a metric.
 *
 * @param metrics the metrics, with the labels in their selectors
 * @param grouping the labels in {@code by}, {@code on} and similar clauses
 */
record Expression(Map<String, Set<String>> metrics, Set<String> grouping) {
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "unless", "bool", "offset", "by", "on", "group_left", "without");

  /** A name, and the text after it that shows what kind of name it is. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"" // a text
              + "|#.*" // a comment
              + "|\\[[^\\]]*]" // a range
              + "|\\boffset\\s+[0-9a-z]+"
              + "|\\b(?<clause>by|on|without|group_left|group_right|ignoring)\\s*\\((?<labels>[^)]*)\\)"
              + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?<next>\\(|\\{[^}]*}|)");

  private static final Pattern MATCHER =
      Pattern.compile("([a-zA-Z_]+)\\s*(?:=~|!~|!=|=)\\s*\"(?:[^\"\\\\]|\\\\.)*\"");

  /** The keywords that may follow the name of an aggregation. */
  private static final Pattern AGGREGATION = Pattern.compile("\\s*(?:by|without)\\b");

  static Expression of(String text) {
    Map<String, Set<String>> metrics = new TreeMap<>();
    Set<String> grouping = new TreeSet<>();
    Matcher token = TOKEN.matcher(text);
    while (token.find()) {
      if (token.group("clause") != null) {
        for (String label : token.group("labels").split(",", -1)) {
          if (!label.isBlank()) {
            grouping.add(label.strip());
          }
        }
      } else if (token.group("name") != null
          && !token.group("next").equals("(")
          && !AGGREGATION.matcher(text).region(token.end(), text.length()).lookingAt()
          && !KEYWORDS.contains(token.group("name"))) {
        Set<String> labels = metrics.computeIfAbsent(token.group("name"), _ -> new TreeSet<>());
        MATCHER
            .matcher(token.group("next"))
            .results()
            .forEach(matcher -> labels.add(matcher.group(1)));
      }
    }
    return new Expression(metrics, grouping);
  }
}
