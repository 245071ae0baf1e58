// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Writes durations as k8snet-checker does. */
public final class GoDurationText {
  private static final long MICRO = 1_000;
  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final long MINUTE = 60 * SECOND;
  private static final int NANO_DIGITS = 9;

  private GoDurationText() {}

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
