// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in the format of Prometheus and Alertmanager: {@code 1h30m}, {@code 500ms}. */
final class PromDuration {
  /** Matches one duration, without a group. */
  static final String PATTERN = "(?:[0-9]+(?:ms|[smhdwy]))+";

  private static final Pattern PART = Pattern.compile("([0-9]+)(ms|[smhdwy])");

  private PromDuration() {}

  static Duration parse(String text) {
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      sum = sum.plus(unit(part.group(2)).multipliedBy(Long.parseLong(part.group(1))));
    }
    return sum;
  }

  private static Duration unit(String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(1);
      case "s" -> Duration.ofSeconds(1);
      case "m" -> Duration.ofMinutes(1);
      case "h" -> Duration.ofHours(1);
      case "d" -> Duration.ofDays(1);
      case "w" -> Duration.ofDays(7);
      case "y" -> Duration.ofDays(365);
      default -> throw new IllegalArgumentException("not a unit of time: " + unit);
    };
  }

  static String format(Duration duration) {
    return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
  }
}
