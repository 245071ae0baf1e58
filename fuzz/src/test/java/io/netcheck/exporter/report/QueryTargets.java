// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.http.HttpError;
import io.netcheck.daemon.http.RequestTargets;
import io.netcheck.fuzz.FuzzTarget;
import java.util.List;

/** The query of a report. */
public final class QueryTargets {
  private QueryTargets() {}

  public static List<FuzzTarget> all() {
    return List.of(
        FuzzTarget.of(
            "report-query",
            in -> ReportQuery.of(RequestTargets.request(in)).toString(),
            List.of(HttpError.class)));
  }
}
