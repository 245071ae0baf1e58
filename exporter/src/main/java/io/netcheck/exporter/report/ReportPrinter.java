// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.TaskScheduler;
import io.netcheck.exporter.assess.Assessor;
import io.netcheck.report.Report;
import io.netcheck.report.ReportSection;
import io.netcheck.report.TextReport;
import io.netcheck.report.TextStyle;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** Prints the report as text every now and then. */
public final class ReportPrinter implements AutoCloseable {
  private final Assessor assessor;
  private final ReportBuilder builder;
  private final Supplier<List<ReportSection>> more;
  private final PrintStream out;
  private final TaskScheduler scheduler = new TaskScheduler("report-printer");

  /**
   * Starts at once. The first report comes after one interval, because there is little to report
   * before.
   *
   * @param more sections below the report
   * @param interval zero for never
   */
  public ReportPrinter(
      Assessor assessor,
      ReportBuilder builder,
      Supplier<List<ReportSection>> more,
      Duration interval,
      PrintStream out) {
    this.assessor = assessor;
    this.builder = builder;
    this.more = more;
    this.out = out;
    if (interval.isPositive()) {
      scheduler.repeat(interval, this::print);
    }
  }

  private void print() {
    Report report = builder.build(assessor.latest(), ReportQuery.DEFAULT);
    out.println(TextReport.of(report, TextStyle.PLAIN, more.get()));
    out.flush();
  }

  @Override
  public void close() {
    scheduler.close();
  }
}
