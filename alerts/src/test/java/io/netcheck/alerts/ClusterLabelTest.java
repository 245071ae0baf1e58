// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every rule keeps the label {@code cluster}, and none compares, sums or describes series of
 * different clusters. Where series do not have the label, {@code by} and {@code on} ignore it.
 */
class ClusterLabelTest {
  private static final String LABEL = "cluster";
  private static final Pattern COMMENT = Pattern.compile("#.*");

  /** With the list of labels that it keeps, if there is one. */
  private static final Pattern AGGREGATION =
      Pattern.compile(
          "\\b(?:sum|avg|min|max|count|group|quantile|stddev|stdvar|topk|bottomk|count_values)"
              + "\\s*(?:by\\s*\\((?<labels>[^)]*)\\)\\s*)?\\(");

  private static final Pattern MATCHING = Pattern.compile("\\bon\\s*\\((?<labels>[^)]*)\\)");

  /** The objective is one number for all clusters. */
  private static final Pattern OBJECTIVE =
      Pattern.compile(
          "on \\(\\) group_left \\(\\) [0-9.]+ \\* \\(1 - slo:netcheck_link_availability:objective\\)");

  /** A query in an annotation, and its first argument. */
  private static final Pattern QUERY =
      Pattern.compile(
          "(?:(?<formatted>printf)|query) \"(?<text>(?:[^\"\\\\]|\\\\.)*)\"(?: (?<first>\\S+))?");

  static Stream<Rule> rules() {
    return Rule.all().stream();
  }

  static Stream<Rule> alerts() {
    return Rule.alerts().stream();
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aRuleAggregatesWithinAClusterAndComparesOnlyWithinIt(Rule rule) {
    String expr = OBJECTIVE.matcher(COMMENT.matcher(rule.expr()).replaceAll("")).replaceAll("");
    assertEquals(List.of(), without(AGGREGATION, expr));
    assertEquals(List.of(), without(MATCHING, expr));
    assertTrue(!expr.matches("(?s).*\\b(?:without|ignoring)\\b.*"), expr);
  }

  private static List<String> without(Pattern pattern, String expr) {
    return pattern
        .matcher(expr)
        .results()
        .filter(match -> !labels(match).contains(LABEL))
        .map(MatchResult::group)
        .toList();
  }

  private static Set<String> labels(MatchResult match) {
    String labels = match.group("labels");
    return labels == null ? Set.of() : Set.of(labels.split(",\\s*", -1));
  }

  @ParameterizedTest
  @MethodSource("alerts")
  void aDescriptionAsksForTheSeriesOfItsClusterOnly(Rule alert) {
    QUERY
        .matcher(alert.annotation("description"))
        .results()
        .filter(query -> query.group("text").contains("netcheck_") || query.group().contains("up{"))
        .filter(query -> !query.group("text").equals("slo:netcheck_link_availability:objective"))
        .forEach(query -> {
          String text = query.group("text").replace("%q", "\"x\"").replace("\\\"", "\"");
          Expression.of(text)
              .metrics()
              .forEach((metric, labels) -> assertTrue(labels.contains(LABEL), metric + text));
          assertEquals("$labels.cluster", query.group("first"), text);
          assertTrue(query.group("text").matches("[^%]*\\{cluster=%q.*"), text);
        });
  }
}
