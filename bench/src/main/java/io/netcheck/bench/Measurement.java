// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.util.Locale;

/** One line of the table: a measured value and its budget. */
record Measurement(String what, String measured, String budget, BudgetVerdict verdict) {
  /** A figure that must not exceed {@code budget}. */
  static Measurement atMost(String what, double measured, double budget, String unit) {
    return new Measurement(
        what,
        print(measured, unit),
        "≤ " + print(budget, unit),
        measured <= budget ? BudgetVerdict.MET : BudgetVerdict.MISSED);
  }

  /** A figure that must not be below {@code budget}. */
  static Measurement atLeast(String what, double measured, double budget, String unit) {
    return new Measurement(
        what,
        print(measured, unit),
        "≥ " + print(budget, unit),
        measured >= budget ? BudgetVerdict.MET : BudgetVerdict.MISSED);
  }

  /** A figure that only explains the others. */
  static Measurement plain(String what, double measured, String unit) {
    return new Measurement(what, print(measured, unit), "", BudgetVerdict.NONE);
  }

  /** A count that only explains the others. */
  static Measurement count(String what, long counted) {
    return new Measurement(
        what, String.format(Locale.ROOT, "%,d", counted), "", BudgetVerdict.NONE);
  }

  /** A figure that could not be measured here. */
  static Measurement missing(String what, String why) {
    return new Measurement(what, why, "", BudgetVerdict.NONE);
  }

  /** Three digits, because more would be noise on any machine. */
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
