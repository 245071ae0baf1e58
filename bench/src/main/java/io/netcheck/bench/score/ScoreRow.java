// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The results of one cause over all worlds. */
final class ScoreRow {
  private static final String COLUMNS = "%-26s %6s %7s %9s %7s %7s %5s %7s %8s %8s%n";

  private final List<Double> seconds = new ArrayList<>();
  private long cases;
  private long found;
  private long right;
  private long wrong;
  private long before;
  private long flicker;
  private long late;

  void add(CauseResult result) {
    cases++;
    found += result.found() ? 1 : 0;
    right += result.right();
    wrong += result.wrong().size();
    before += result.before();
    flicker += result.flicker();
    late += result.late() ? 1 : 0;
    if (!Double.isNaN(result.seconds())) {
      seconds.add(result.seconds());
    }
  }

  void add(ScoreRow other) {
    cases += other.cases;
    found += other.found;
    right += other.right;
    wrong += other.wrong;
    before += other.before;
    flicker += other.flicker;
    late += other.late;
    seconds.addAll(other.seconds);
  }

  double recall() {
    return (double) found / cases;
  }

  long wrong() {
    return wrong;
  }

  double precision() {
    return right + wrong == 0 ? 1 : (double) right / (right + wrong);
  }

  static String head() {
    return COLUMNS.formatted(
        "cause",
        "cases",
        "recall",
        "precision",
        "median",
        "max s",
        "late",
        "before",
        "surplus",
        "flicker");
  }

  String line(String cause) {
    return COLUMNS.formatted(
        cause,
        cases,
        number(3, recall()),
        number(3, precision()),
        seconds.isEmpty() ? "-" : number(1, median()),
        seconds.isEmpty() ? "-" : number(1, Collections.max(seconds)),
        number(2, (double) late / cases),
        number(2, (double) before / cases),
        number(2, (double) (wrong - before) / cases),
        number(2, (double) flicker / cases));
  }

  private double median() {
    return seconds.stream().sorted().skip(seconds.size() / 2).findFirst().orElse(Double.NaN);
  }

  private static String number(int digits, double value) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
