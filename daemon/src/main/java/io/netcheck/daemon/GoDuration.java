// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.io.Serial;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.function.UnaryOperator;

/**
 * Reads durations as Go's {@code time.ParseDuration} does: {@code 1m30s}, {@code 1.5s}, {@code 0}.
 */
public final class GoDuration {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long MINUTE = 60 * SECOND;

  private GoDuration() {}

  /** A text is not a duration. */
  public static final class InvalidDurationException extends IllegalArgumentException {
    @Serial private static final long serialVersionUID = 1;

    private final String problem;
    private final String unit;
    private final String text;

    InvalidDurationException(String problem, String unit, String text) {
      super("not a duration");
      this.problem = problem;
      this.unit = unit;
      this.text = text;
    }

    /** The message of Go, with {@code quote} around what was read. */
    public String describe(UnaryOperator<String> quote) {
      String what = unit.isEmpty() ? problem : problem + " " + quote.apply(unit);
      return what
          + (problem.equals("invalid") ? " duration " : " in duration ")
          + quote.apply(text);
    }
  }

  /**
   * Reads a duration; returns nanoseconds.
   *
   * @throws InvalidDurationException if {@code text} is not a duration, or one of more than 292
   *     years
   */
  public static long parse(String text) {
    int at = 0;
    boolean negative = false;
    if (!text.isEmpty() && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
      negative = text.charAt(0) == '-';
      at++;
    }
    if (text.substring(at).equals("0")) {
      return 0;
    }
    if (at == text.length()) {
      throw invalid(text);
    }
    BigDecimal sum = BigDecimal.ZERO;
    while (at < text.length()) {
      int start = at;
      while (at < text.length() && isNumeral(text.charAt(at))) {
        at++;
      }
      String number = text.substring(start, at);
      start = at;
      while (at < text.length() && !isNumeral(text.charAt(at))) {
        at++;
      }
      sum = sum.add(number(number, text).multiply(unit(text.substring(start, at), text)));
    }
    BigDecimal value = (negative ? sum.negate() : sum).setScale(0, RoundingMode.DOWN);
    if (value.toBigInteger().bitLength() > 63) {
      throw invalid(text);
    }
    return value.longValue();
  }

  private static boolean isNumeral(char c) {
    return c == '.' || (c >= '0' && c <= '9');
  }

  private static BigDecimal number(String number, String text) {
    // Longer texts cannot fit 64 bits with a significant fraction.
    if (number.length() > 40 || number.isEmpty() || number.equals(".")) {
      throw invalid(text);
    }
    try {
      return new BigDecimal(number);
    } catch (NumberFormatException _) {
      throw invalid(text);
    }
  }

  private static BigDecimal unit(String unit, String text) {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ns" -> 1;
          case "us", "\u00b5s", "\u03bcs" -> MICRO;
          case "ms" -> MILLI;
          case "s" -> SECOND;
          case "m" -> MINUTE;
          case "h" -> 60 * MINUTE;
          case "" -> throw new InvalidDurationException("missing unit", "", text);
          default -> throw new InvalidDurationException("unknown unit", unit, text);
        });
  }

  private static InvalidDurationException invalid(String text) {
    return new InvalidDurationException("invalid", "", text);
  }
}
