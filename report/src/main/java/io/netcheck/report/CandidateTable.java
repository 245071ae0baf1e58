// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The causes that were weighed, as lines of text. */
public final class CandidateTable {
  private CandidateTable() {}

  /** With a heading, and none wider than a terminal. */
  public static List<String> lines(List<Report.CandidateRow> candidates) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("subject", "explains", "against", "gain", "outcome"));
    for (Report.CandidateRow candidate : candidates) {
      rows.add(
          List.of(
              candidate.subject(),
              Integer.toString(candidate.explains()),
              Integer.toString(candidate.against()),
              String.format(Locale.ROOT, "%.1f", candidate.gain()),
              candidate.outcome()));
    }
    return new TextPage().table(rows).toString().lines().toList();
  }
}
