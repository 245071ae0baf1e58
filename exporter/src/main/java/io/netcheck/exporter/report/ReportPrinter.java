// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.exporter.assess.Assessor;
import io.netcheck.report.Report;
import io.netcheck.report.ReportSection;
import io.netcheck.report.TextReport;
import io.netcheck.report.TextStyle;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Prints the report as text every now and then. */
public final class ReportPrinter implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReportPrinter.class);

  private final Assessor assessor;
  private final ReportBuilder builder;
  private final Supplier<List<ReportSection>> more;
  private final PrintStream out;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("report-printer").factory());

  /**
   * Starts at once; the first report comes after one interval, for before there is little to say.
   *
   * @param more what is printed beside the report
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
      Future<?> _ =
          scheduler.scheduleAtFixedRate(
              this::print, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void print() {
    try {
      Report report = builder.build(assessor.latest(), ReportQuery.DEFAULT);
      out.println(TextReport.of(report, TextStyle.PLAIN, more.get()));
      out.flush();
    } catch (RuntimeException e) {
      // The scheduler would drop a task that throws.
      LOG.error("report=failed", e);
    }
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
