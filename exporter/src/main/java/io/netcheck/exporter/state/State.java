// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the page shows of one moment. Immutable; two states share what is the same.
 *
 * @param instance the process that made it; ids of different instances cannot be compared
 * @param id of the assessment; of a past state that of its last change
 * @param at the time of the assessment, or the time that was asked for
 * @param statusSince when the status took this value, as far as it is known
 * @param clients empty for a past state
 * @param findings the largest cause first
 * @param nodes sorted by name, the same as the names of {@code links}
 * @param historyFrom the oldest time that can be shown; empty without a history
 */
public record State(
    String instance,
    long id,
    Instant at,
    boolean past,
    String version,
    String cluster,
    ReportStatus status,
    Optional<Instant> statusSince,
    String summary,
    Optional<Report.Clients> clients,
    List<FindingRow> findings,
    List<Report.DevelopingRow> developing,
    List<String> warnings,
    List<PlaneRow> planes,
    List<NodeRow> nodes,
    List<Report.SweepRow> sweep,
    Optional<Instant> historyFrom,
    LinkGrid links) {
  /** Before anything is known. */
  public static final State EMPTY =
      new State(
          "",
          0,
          Instant.EPOCH,
          true,
          "",
          "",
          ReportStatus.UNKNOWN,
          Optional.empty(),
          "",
          Optional.empty(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          Optional.empty(),
          LinkGrid.EMPTY);

  public State {
    findings = List.copyOf(findings);
    developing = List.copyOf(developing);
    warnings = List.copyOf(warnings);
    planes = List.copyOf(planes);
    nodes = List.copyOf(nodes);
    sweep = List.copyOf(sweep);
  }
}
