// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.Request;
import io.netcheck.report.Report;

/** The reports of past times. Thread-safe. */
@FunctionalInterface
public interface PastReports {
  /**
   * What is kept of the report at the time that {@code request} names.
   *
   * @throws HttpError if the time is malformed, or before everything that is kept
   */
  Report at(Request request, ReportQuery query) throws HttpError;
}
