// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoDuration;
import io.netcheck.legacy.golang.GoWriter;
import java.util.List;
import java.util.Locale;

/** How many tests came out well, as the program's documentation promised to say. */
final class ResultSummary {
  private static final double HUNDRED = 100;

  private int total;
  private int successful;
  private long nanos;
  private String serviceName = "";

  void count(boolean success, long durationNanos) {
    total++;
    successful += success ? 1 : 0;
    nanos += durationNanos;
  }

  /** The first service that has a name gives it. */
  void count(ServiceRow row) {
    count(row.isSuccess(), row.durationNanos());
    if (serviceName.isEmpty()) {
      serviceName = row.targetIp();
    }
  }

  int total() {
    return total;
  }

  /** Of the service, {@code ""} where none has one. */
  String name() {
    return serviceName;
  }

  /** All of it for one line of a table. */
  List<String> cells(String what) {
    return List.of(
        what,
        Integer.toString(total),
        Integer.toString(successful),
        Integer.toString(total - successful),
        total == 0 ? "-" : percent() + " %",
        total == 0 ? "-" : GoDuration.print(nanos / total),
        GoDuration.print(nanos));
  }

  void writeTests(GoWriter out) {
    out.raw("{");
    counts(out);
    out.raw(",\"avg_test_duration\":").string(GoDuration.print(total == 0 ? 0 : nanos / total));
    out.raw(",\"total_test_duration\":").string(GoDuration.print(nanos)).raw("}");
  }

  void writeService(GoWriter out) {
    out.raw("{\"service_name\":").string(serviceName).raw(",");
    counts(out);
    out.raw("}");
  }

  private void counts(GoWriter out) {
    out.raw("\"total_tests\":").number(total);
    out.raw(",\"successful_tests\":").number(successful);
    out.raw(",\"failed_tests\":").number(total - successful);
    out.raw(",\"success_rate\":").raw(percent());
  }

  /** Per cent with two decimals, as the program printed it; a whole number as a whole number. */
  private String percent() {
    double rate = total == 0 ? 0 : HUNDRED * successful / total;
    return rate == Math.rint(rate)
        ? Long.toString((long) rate)
        : String.format(Locale.ROOT, "%.2f", rate);
  }
}
