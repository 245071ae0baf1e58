// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a scrape in the Prometheus text format has.
 *
 * @param types by the name of the metric
 * @param helps by the name of the metric
 */
public record Exposition(
    Map<String, String> types, Map<String, String> helps, List<Series> series) {
  private static final Pattern COMMENT = Pattern.compile("# (TYPE|HELP) (\\w+) (.*)");
  private static final Pattern SERIES = Pattern.compile("(\\w+)(?:\\{(.*)})? (\\S+)");
  private static final Pattern LABEL = Pattern.compile("(\\w+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

  /** One line. */
  public record Series(String name, Map<String, String> labels, double value) {
    private boolean isLike(Series expected) {
      return name.equals(expected.name)
          && value == expected.value
          && labels.entrySet().containsAll(expected.labels.entrySet());
    }
  }

  public static Exposition of(String text) {
    Map<String, String> types = new TreeMap<>();
    Map<String, String> helps = new TreeMap<>();
    List<Series> series = new ArrayList<>();
    for (String line : text.lines().toList()) {
      Matcher comment = COMMENT.matcher(line);
      Matcher sample = SERIES.matcher(line);
      if (comment.matches()) {
        (comment.group(1).equals("TYPE") ? types : helps).put(comment.group(2), comment.group(3));
      } else if (sample.matches()) {
        series.add(
            new Series(
                sample.group(1),
                labels(sample.group(2) == null ? "" : sample.group(2)),
                Double.parseDouble(sample.group(3).replace("Inf", "Infinity"))));
      }
    }
    return new Exposition(types, helps, series);
  }

  /** The labels of a series, as {@code a="b",c="d"}. */
  public static Map<String, String> labels(String text) {
    Map<String, String> labels = new TreeMap<>();
    LABEL.matcher(text).results().forEach(label -> labels.put(label.group(1), label.group(2)));
    return labels;
  }

  /**
   * Fails unless {@code scraped} has exactly the expected series of the metrics that {@code
   * expected} names. A series may have more labels than expected, so that a new label does not
   * concern tests of values; the catalogue decides which labels there are.
   */
  public static void assertSeries(String expected, String scraped) {
    List<Series> rest = new ArrayList<>(of(scraped).series());
    List<Series> missing = new ArrayList<>();
    List<Series> wanted = of(expected).series();
    for (Series one : wanted) {
      rest.stream()
          .filter(series -> series.isLike(one))
          .findFirst()
          .ifPresentOrElse(rest::remove, () -> missing.add(one));
    }
    rest.removeIf(series -> wanted.stream().noneMatch(one -> one.name().equals(series.name())));
    assertEquals(List.of(), missing, () -> "missing in\n" + scraped);
    assertEquals(List.of(), rest, "not expected");
  }
}
