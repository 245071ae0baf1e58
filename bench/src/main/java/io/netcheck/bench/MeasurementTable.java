// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.PrintStream;
import java.util.List;
import java.util.function.Function;

/** Prints the figures in aligned columns, line by line as they arrive. */
final class MeasurementTable {
  private static final int WHAT = 66;
  private static final int MEASURED = 16;
  private static final int BUDGET = 14;

  private final PrintStream out;

  MeasurementTable(PrintStream out) {
    this.out = out;
    line("what", "measured", "budget", "verdict");
  }

  void add(List<Measurement> figures) {
    for (Measurement figure : figures) {
      line(figure.what(), figure.measured(), figure.budget(), figure.verdict().toString());
    }
    out.flush();
  }

  private void line(String what, String measured, String budget, String verdict) {
    Function<String, String> none = text -> text.isEmpty() ? "-" : text;
    out.println(
        (left(what, WHAT) + right(measured, MEASURED) + "  " + left(none.apply(budget), BUDGET))
            + verdict);
  }

  private static String left(String text, int width) {
    return text + " ".repeat(Math.max(1, width - text.length()));
  }

  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }
}
