// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Durations as text: read as by Go's {@code time.ParseDuration}, written as by k8snet-checker. */
public final class GoDuration {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final int NANO_DIGITS = 9;

  private GoDuration() {}

  /** Reads a duration; returns nanoseconds. */
  public static long parse(String text) throws GoException {
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

  private static BigDecimal number(String number, String text) throws GoException {
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

  private static BigDecimal unit(String unit, String text) throws GoException {
    return BigDecimal.valueOf(
        switch (unit) {
          case "ns" -> 1;
          case "us", "\u00b5s", "\u03bcs" -> MICRO;
          case "ms" -> MILLI;
          case "s" -> SECOND;
          case "m" -> MINUTE;
          case "h" -> 60 * MINUTE;
          case "" -> throw new GoException("time: missing unit in duration " + GoText.quoted(text));
          default ->
              throw new GoException(
                  "time: unknown unit "
                      + GoText.quoted(unit)
                      + " in duration "
                      + GoText.quoted(text));
        });
  }

  private static GoException invalid(String text) {
    return new GoException("time: invalid duration " + GoText.quoted(text));
  }

  /** Writes as k8snet-checker does: two decimals below a minute, then Go's own form. */
  public static String print(long nanos) {
    StringBuilder text = new StringBuilder(16);
    if (nanos < MICRO) {
      return text.append(nanos).append("ns").toString();
    }
    if (nanos < MILLI) {
      return hundredths(text, nanos, MICRO).append("\u00b5s").toString();
    }
    if (nanos < SECOND) {
      return hundredths(text, nanos, MILLI).append("ms").toString();
    }
    if (nanos < MINUTE) {
      return hundredths(text, nanos, SECOND).append('s').toString();
    }
    return minutes(text, nanos);
  }

  private static StringBuilder hundredths(StringBuilder text, long nanos, long unit) {
    long step = unit / 100;
    long hundredths = nanos / step;
    long rest = nanos % step;
    if (2 * rest == step) {
      // Go rounds the binary number, in which a decimal tie is rarely a tie.
      BigDecimal exact = new BigDecimal((double) nanos / unit);
      hundredths = exact.setScale(2, RoundingMode.HALF_EVEN).unscaledValue().longValue();
    } else if (2 * rest > step) {
      hundredths++;
    }
    text.append(hundredths / 100).append('.');
    text.append((char) ('0' + hundredths / 10 % 10)).append((char) ('0' + hundredths % 10));
    return text;
  }

  private static String minutes(StringBuilder text, long nanos) {
    long hours = nanos / (60 * MINUTE);
    if (hours > 0) {
      text.append(hours).append('h');
    }
    text.append(nanos / MINUTE % 60).append('m').append(nanos / SECOND % 60);
    long fraction = nanos % SECOND;
    if (fraction != 0) {
      String digits = Long.toString(fraction + SECOND).substring(1, 1 + NANO_DIGITS);
      text.append('.').append(GoText.withoutTrailingZeros(digits));
    }
    return text.append('s').toString();
  }
}
