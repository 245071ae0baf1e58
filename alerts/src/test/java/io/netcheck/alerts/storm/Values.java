// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** The samples of one series, one per minute; {@link #NONE} if there is no sample. */
final class Values {
  static final double NONE = Double.NaN;

  private final double[] samples;

  private Values(double[] samples) {
    this.samples = samples;
  }

  static Values of(int minutes, IntToDoubleFunction at) {
    double[] samples = new double[minutes];
    Arrays.setAll(samples, at);
    return new Values(samples);
  }

  /** A counter that grows by {@code growth} each minute, and resets while it is absent. */
  static Values counter(int minutes, IntToDoubleFunction growth) {
    double[] samples = new double[minutes];
    double sum = 0;
    for (int minute = 0; minute < minutes; minute++) {
      double grown = growth.applyAsDouble(minute);
      sum = Double.isNaN(grown) ? 0 : sum + grown;
      samples[minute] = Double.isNaN(grown) ? NONE : sum;
    }
    return new Values(samples);
  }

  boolean isEmpty() {
    return Arrays.stream(samples).allMatch(Double::isNaN);
  }

  /**
   * Returns the samples in the format of promtool. When a series ends, Prometheus writes a stale
   * marker at the next scrape, so the series ends at once and not five minutes later.
   */
  String notation() {
    StringBuilder text = new StringBuilder();
    int at = 0;
    while (at < samples.length) {
      int end = Double.isNaN(samples[at]) ? endOfGap(at) : endOfLine(at);
      if (Double.isNaN(samples[at])) {
        gap(text, at, end - at);
      } else {
        line(text, at, end - at);
      }
      at = end;
    }
    return text.toString().strip();
  }

  private int endOfGap(int from) {
    int end = from;
    while (end < samples.length && Double.isNaN(samples[end])) {
      end++;
    }
    return end;
  }

  /** The index at which the samples leave the straight line through the first two. */
  private int endOfLine(int from) {
    if (from + 1 == samples.length || Double.isNaN(samples[from + 1])) {
      return from + 1;
    }
    double step = samples[from + 1] - samples[from];
    int end = from + 2;
    while (end < samples.length && samples[end] - samples[end - 1] == step) {
      end++;
    }
    return end;
  }

  private static void gap(StringBuilder text, int from, int length) {
    int rest = length;
    if (from > 0) {
      text.append(" stale");
      rest--;
    }
    if (rest > 0) {
      text.append(" _x").append(rest);
    }
  }

  private void line(StringBuilder text, int from, int length) {
    text.append(' ').append(number(samples[from]));
    if (length > 1) {
      double step = samples[from + 1] - samples[from];
      text.append(step < 0 ? "-" : "+")
          .append(number(Math.abs(step)))
          .append('x')
          .append(length - 1);
    }
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
