// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which metrics a PromQL expression reads, and by which labels. It does not check the grammar,
 * which promtool does: what it takes for a metric is each name that is neither a function nor a
 * keyword nor a label.
 *
 * @param metrics with the labels that their selectors ask for
 * @param grouping labels of {@code by}, {@code on} and their like
 */
record Expression(Map<String, Set<String>> metrics, Set<String> grouping) {
  private static final Set<String> KEYWORDS =
      Set.of("and", "or", "unless", "bool", "offset", "by", "on", "group_left", "without");

  /** A name, with what follows as far as it tells what the name is. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "\"(?:[^\"\\\\]|\\\\.)*\"" // a text
              + "|\\[[^\\]]*]" // a range
              + "|\\boffset\\s+[0-9a-z]+"
              + "|\\b(?<clause>by|on|without|group_left|group_right|ignoring)\\s*\\((?<labels>[^)]*)\\)"
              + "|(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)\\s*(?<next>\\(|\\{[^}]*}|)");

  private static final Pattern MATCHER =
      Pattern.compile("([a-zA-Z_]+)\\s*(?:=~|!~|!=|=)\\s*\"(?:[^\"\\\\]|\\\\.)*\"");

  /** What may follow the name of an aggregation, beside its bracket. */
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
