// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A page of metrics whose values go on as they did between two scrapes of a real program: counters
 * and timestamps grow at their pace, and gauges that differed vary around their last value.
 */
final class SampledPage {
  private static final String TYPE = "# TYPE ";

  /** As the programs measure: in nanoseconds. */
  private static final double RESOLUTION = 1e9;

  /** How far a gauge departs from its last value. */
  private static final double VARIATION = 0.2;

  private final String contentType;
  private final List<Line> lines;

  /** One line of the page. */
  sealed interface Line {
    /** The text up to the value, or the whole of a comment. */
    String text();
  }

  /** A line without a value. */
  record Comment(String text) implements Line {}

  /** A value that was the same in both scrapes, or that is new. */
  record Constant(String text, double value) implements Line {}

  /** A counter, a bucket, or a time that is now. */
  record Growing(String text, double value, double perSecond, boolean whole) implements Line {}

  /** A gauge. */
  record Varying(String text, double value, boolean whole) implements Line {}

  private SampledPage(String contentType, List<Line> lines) {
    this.contentType = contentType;
    this.lines = List.copyOf(lines);
  }

  /**
   * The page that follows two scrapes.
   *
   * @param seconds the time between them
   */
  static SampledPage after(String contentType, String first, String second, double seconds) {
    Map<String, Double> before = new HashMap<>();
    first.lines().filter(SampledPage::isSample).forEach(line -> before.put(key(line), value(line)));
    List<Line> lines = new ArrayList<>();
    boolean grows = false;
    for (String line : second.lines().toList()) {
      if (!isSample(line)) {
        if (line.startsWith(TYPE)) {
          grows =
              line.endsWith(" counter") || line.endsWith(" histogram") || line.endsWith(" summary");
        }
        lines.add(new Comment(line));
        continue;
      }
      String key = key(line);
      double now = value(line);
      double then = before.getOrDefault(key, now);
      boolean whole = now == Math.rint(now) && then == Math.rint(then);
      if (now == then) {
        lines.add(new Constant(key, now));
      } else if (grows || key.contains("_timestamp_seconds")) {
        lines.add(new Growing(key, now, (now - then) / seconds, whole));
      } else {
        lines.add(new Varying(key, now, whole));
      }
    }
    return new SampledPage(contentType, lines);
  }

  private static boolean isSample(String line) {
    return !line.isEmpty() && line.charAt(0) != '#';
  }

  private static String key(String line) {
    return line.substring(0, line.lastIndexOf(' '));
  }

  private static double value(String line) {
    return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1).replace("Inf", "Infinity"));
  }

  String contentType() {
    return contentType;
  }

  List<Line> lines() {
    return lines;
  }

  /** The number of series. */
  long series() {
    return lines.stream().filter(line -> !(line instanceof Comment)).count();
  }

  /**
   * The value of a line.
   *
   * @param seconds since the second scrape
   * @param chance from 0 to 1, for each line and time another one
   */
  static String value(Line line, double seconds, double chance) {
    return switch (line) {
      case Comment _ -> "";
      case Constant constant -> text(constant.value, constant.value == Math.rint(constant.value));
      case Growing counter -> text(counter.value + counter.perSecond * seconds, counter.whole);
      case Varying gauge -> text(gauge.value * (1 + VARIATION * (2 * chance - 1)), gauge.whole);
    };
  }

  private static String text(double value, boolean whole) {
    if (whole && !Double.isInfinite(value)) {
      return Long.toString((long) Math.floor(value));
    }
    double rounded = Math.rint(value * RESOLUTION) / RESOLUTION;
    return Double.toString(rounded).replace("Infinity", "Inf");
  }
}
