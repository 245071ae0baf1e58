// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.util.Locale;

/** One line of the table: what was measured, and what it may be. */
record Figure(String what, String measured, String budget, Verdict verdict) {
  /** A figure that shall not be above {@code budget}. */
  static Figure atMost(String what, double measured, double budget, String unit) {
    return new Figure(
        what,
        print(measured, unit),
        "≤ " + print(budget, unit),
        measured <= budget ? Verdict.MET : Verdict.MISSED);
  }

  /** A figure that shall not be below {@code budget}. */
  static Figure atLeast(String what, double measured, double budget, String unit) {
    return new Figure(
        what,
        print(measured, unit),
        "≥ " + print(budget, unit),
        measured >= budget ? Verdict.MET : Verdict.MISSED);
  }

  /** A figure that only explains the others. */
  static Figure plain(String what, double measured, String unit) {
    return new Figure(what, print(measured, unit), "", Verdict.NONE);
  }

  /** Likewise, of something that is counted. */
  static Figure count(String what, long counted) {
    return new Figure(what, String.format(Locale.ROOT, "%,d", counted), "", Verdict.NONE);
  }

  /** A figure that could not be had here. */
  static Figure missing(String what, String why) {
    return new Figure(what, why, "", Verdict.NONE);
  }

  /** Three digits are more than the noise of any machine leaves. */
  private static String print(double value, String unit) {
    String number;
    if (value >= 100 || value == Math.rint(value)) {
      number = String.format(Locale.ROOT, "%,d", Math.round(value));
    } else {
      number = String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
    }
    return number + (unit.isEmpty() ? "" : " " + unit);
  }
}
