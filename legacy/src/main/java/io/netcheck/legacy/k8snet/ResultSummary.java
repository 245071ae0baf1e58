// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.legacy.golang.GoDurationText;
import io.netcheck.legacy.golang.GoGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** How many tests succeeded, in the form that k8snet-checker documented. */
final class ResultSummary {
  private static final double HUNDRED = 100;

  private int total;
  private int successful;
  private int closed;
  private long nanos;
  private String serviceName = "";

  void count(boolean success, long durationNanos) {
    total++;
    successful += success ? 1 : 0;
    nanos += durationNanos;
  }

  /** Counts the result of a service. The name comes from the first service that has one. */
  void count(ServiceRow row) {
    count(row.isSuccess(), row.durationNanos());
    if (serviceName.isEmpty()) {
      serviceName = row.targetIp();
    }
  }

  /** A host answered the ping, and its port was closed. */
  void countClosed() {
    closed++;
  }

  /** How many hosts answered the ping with their port closed. */
  int closed() {
    return closed;
  }

  int total() {
    return total;
  }

  /** The name of the service; {@code ""} if none has one. */
  String name() {
    return serviceName;
  }

  /** The counts as one line of a table. */
  List<String> cells(String what) {
    return List.of(
        what,
        Integer.toString(total),
        Integer.toString(successful),
        Integer.toString(total - successful),
        total == 0 ? "-" : percent() + " %",
        total == 0 ? "-" : GoDurationText.print(nanos / total),
        GoDurationText.print(nanos));
  }

  void writeTests(GoGenerator out) throws IOException {
    out.writeStartObject();
    counts(out);
    out.writeStringField("avg_test_duration", GoDurationText.print(total == 0 ? 0 : nanos / total));
    out.writeStringField("total_test_duration", GoDurationText.print(nanos));
    out.writeEndObject();
  }

  void writeService(GoGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("service_name", serviceName);
    counts(out);
    out.writeEndObject();
  }

  private void counts(GoGenerator out) throws IOException {
    out.writeNumberField("total_tests", total);
    out.writeNumberField("successful_tests", successful);
    out.writeNumberField("failed_tests", total - successful);
    out.writeFieldName("success_rate");
    out.writeRawValue(percent());
  }

  /** Per cent with two decimals, as k8snet-checker printed it; integers without decimals. */
  private String percent() {
    double rate = total == 0 ? 0 : HUNDRED * successful / total;
    return rate == Math.rint(rate)
        ? Long.toString((long) rate)
        : String.format(Locale.ROOT, "%.2f", rate);
  }
}
