// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Writes numbers like {@link Double#toString(double)}, but most of them without a string. Nearly
 * all values are counts, milliseconds or nanoseconds in seconds, and so a few decimal digits.
 */
final class DecimalText {
  /** As much as one number needs. */
  static final int MOST_BYTES = 32;

  /** No two decimals of at most 15 digits are the same double. */
  private static final double DIGITS_LIMIT = 1e15;

  /** The digits after the point that are tried, and their powers of ten. */
  private static final int[] SCALES = {0, 3, 9};

  private static final double[] POWERS = {1, 1e3, 1e9};

  private DecimalText() {}

  /** Returns where the number ends in {@code bytes}. */
  static int write(double value, byte[] bytes, int start) {
    if (value == 0 || Double.isNaN(value) || Double.isInfinite(value)) {
      return ascii(special(value), bytes, start);
    }
    double size = Math.abs(value);
    for (int i = 0; i < SCALES.length; i++) {
      double digits = Math.rint(size * POWERS[i]);
      if (digits >= DIGITS_LIMIT) {
        break;
      }
      // The division rounds correctly, so these digits are the number, and no fewer digits are.
      if (digits / POWERS[i] == size) {
        int at = start;
        if (value < 0) {
          bytes[at++] = '-';
        }
        return decimal((long) digits, SCALES[i], bytes, at);
      }
    }
    return ascii(Double.toString(value), bytes, start);
  }

  private static String special(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    return Double.toString(value);
  }

  /** Writes {@code digits} divided by ten to the power of {@code scale}; both are positive. */
  private static int decimal(long digits, int scale, byte[] bytes, int start) {
    long shortened = digits;
    int zeros = 0;
    while (shortened % 10 == 0) {
      shortened /= 10;
      zeros++;
    }
    int length = length(shortened);
    int exponent = length + zeros - scale - 1;
    if (exponent < -3 || exponent > 6) {
      return scientific(shortened, length, exponent, bytes, start);
    }
    return pointed(shortened, length, exponent + 1, bytes, start);
  }

  private static int scientific(long digits, int length, int exponent, byte[] bytes, int start) {
    int at = pointed(digits, length, 1, bytes, start);
    bytes[at++] = 'E';
    if (exponent < 0) {
      bytes[at++] = '-';
    }
    int size = Math.abs(exponent);
    return digits(size, length(size), bytes, at);
  }

  /**
   * @param before how many digits are before the point; zeros are added on either side
   */
  private static int pointed(long digits, int length, int before, byte[] bytes, int start) {
    if (before <= 0) {
      int at = zeros(1, bytes, start);
      bytes[at++] = '.';
      return digits(digits, length, bytes, zeros(-before, bytes, at));
    }
    if (before >= length) {
      int at = zeros(before - length, bytes, digits(digits, length, bytes, start));
      bytes[at++] = '.';
      return zeros(1, bytes, at);
    }
    // One place to the right of where they belong; then those before the point move.
    int end = digits(digits, length, bytes, start + 1);
    System.arraycopy(bytes, start + 1, bytes, start, before);
    bytes[start + before] = '.';
    return end;
  }

  private static int digits(long digits, int length, byte[] bytes, int start) {
    long rest = digits;
    for (int at = start + length - 1; at >= start; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return start + length;
  }

  private static int zeros(int count, byte[] bytes, int start) {
    for (int at = start; at < start + count; at++) {
      bytes[at] = '0';
    }
    return start + count;
  }

  private static int length(long digits) {
    int length = 1;
    for (long rest = digits / 10; rest > 0; rest /= 10) {
      length++;
    }
    return length;
  }

  private static int ascii(String text, byte[] bytes, int start) {
    byte[] ascii = text.getBytes(US_ASCII);
    System.arraycopy(ascii, 0, bytes, start, ascii.length);
    return start + ascii.length;
  }
}
