// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import java.util.List;
import java.util.Optional;

/**
 * What a report says, without its measurements.
 *
 * @param faults kind and subject of each, sorted
 * @param down links that are down, each with its first probe that fails, if there is no fault
 * @param apiProblems what the exporter cannot do with the Kubernetes API
 */
record ReportState(
    ReportStatus status,
    String summary,
    List<String> faults,
    List<String> down,
    List<String> apiProblems) {
  static ReportState of(Report report) {
    return new ReportState(
        report.status(),
        report.summary(),
        report.faults().stream()
            .map(fault -> fault.kind() + " " + fault.subject())
            .sorted()
            .toList(),
        report.faults().isEmpty()
            ? report.links().stream()
                .filter(link -> link.state().equals("down"))
                .map(ReportState::text)
                .toList()
            : List.of(),
        Optional.ofNullable(report.kubernetes())
            .map(Report.Kubernetes::problems)
            .orElse(List.of()));
  }

  private static String text(Report.LinkRow link) {
    return "%s -> %s in %s over %s%s"
        .formatted(
            link.source(),
            link.target(),
            link.network(),
            link.ipFamily(),
            link.failingProbes().stream()
                .map(probe -> ", " + probe.probe() + " " + probe.reason())
                .findFirst()
                .orElse(""));
  }

  @Override
  public String toString() {
    return "%s: %s%s%s%s"
        .formatted(
            status,
            summary,
            faults.isEmpty() ? "" : " " + faults,
            down.isEmpty() ? "" : " " + down,
            apiProblems.isEmpty() ? "" : " Kubernetes: " + apiProblems);
  }
}
