// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations in the form of Go: {@code 1m30s}, {@code 1.5s}, {@code 0}. */
final class GoDuration {
  private static final Pattern PART =
      Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,9})?)(ns|us|µs|ms|s|m|h)");
  private static final Map<String, Long> NANOS =
      Map.of(
          "ns", 1L,
          "us", 1_000L,
          "µs", 1_000L,
          "ms", 1_000_000L,
          "s", 1_000_000_000L,
          "m", 60_000_000_000L,
          "h", 3_600_000_000_000L);

  private GoDuration() {}

  /**
   * Reads a duration that is not negative.
   *
   * @throws IllegalArgumentException if the text is no duration, or the duration is longer than 292
   *     years
   */
  static Duration parse(String text) {
    if (text.equals("0")) {
      return Duration.ZERO;
    }
    Matcher part = PART.matcher(text);
    BigDecimal nanos = BigDecimal.ZERO;
    int at = 0;
    while (part.find() && part.start() == at) {
      nanos =
          nanos.add(
              new BigDecimal(part.group(1))
                  .multiply(new BigDecimal(NANOS.getOrDefault(part.group(2), 0L))));
      at = part.end();
    }
    if (at == 0 || at < text.length() || nanos.compareTo(new BigDecimal(Long.MAX_VALUE)) > 0) {
      throw new IllegalArgumentException("not a duration");
    }
    return Duration.ofNanos(nanos.longValue());
  }
}
