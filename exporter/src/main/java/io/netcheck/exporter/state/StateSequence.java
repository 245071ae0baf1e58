// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.state;

import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.exporter.report.ReportBuilder;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import io.netcheck.verdict.Judgement;
import io.netcheck.verdict.Plane;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Makes the state of one assessment after the other. What did not change is the same object again.
 * For one thread at a time.
 */
final class StateSequence {
  private static final List<String> SEVERITIES = List.of("critical", "warning", "info");

  private final String instance;
  private final ReportBuilder reports;
  private final Supplier<Optional<Instant>> historyFrom;
  private final GridSequence grids = new GridSequence();

  /** Versions of the cells begin anywhere, so that those of two instances differ. */
  private final long offset = ThreadLocalRandom.current().nextLong(1L << 32);

  private final long[] cells = new long[Plane.ALL.size()];
  private FindingMarks marks = new FindingMarks(List.of());
  private List<NodeRow> nodes = List.of();
  private @Nullable State last;
  private @Nullable ReportStatus status;
  private Optional<Instant> statusSince = Optional.empty();

  StateSequence(String instance, ReportBuilder reports, Supplier<Optional<Instant>> historyFrom) {
    this.instance = instance;
    this.reports = reports;
    this.historyFrom = historyFrom;
  }

  /** One that knows of the last state only since when it had its status. */
  StateSequence rested() {
    StateSequence rested = new StateSequence(instance, reports, historyFrom);
    rested.status = status;
    rested.statusSince = statusSince;
    return rested;
  }

  @SuppressWarnings("ReferenceEquality") // the same list if nothing changed
  State next(Assessment assessment) {
    Report brief = reports.brief(assessment);
    List<FindingRow> findings = findings(assessment, brief.faults());
    LinkGrid links = grids.next(assessment.mesh());
    FindingMarks nextMarks = new FindingMarks(findings);
    List<MeshNode> meshNodes = assessment.mesh().uncountedNodes();
    List<NodeRow> nextNodes = new NodeRows(nextMarks, grids.reach()).of(meshNodes, nodes);
    List<PlaneRow> planes = planes(assessment.id(), nextNodes != nodes || !nextMarks.equals(marks));
    marks = nextMarks;
    nodes = nextNodes;
    Optional<State> before = Optional.ofNullable(last);
    if (brief.status() != status) {
      status = brief.status();
      statusSince = Optional.of(assessment.at());
    }
    State state =
        new State(
            instance,
            assessment.id(),
            assessment.at(),
            false,
            brief.version(),
            brief.cluster(),
            brief.status(),
            statusSince,
            brief.summary(),
            Optional.of(brief.clients()),
            same(before.map(State::findings), findings),
            brief.developing(),
            brief.warnings(),
            same(before.map(State::planes), planes),
            nodes,
            brief.sweep(),
            historyFrom.get(),
            links);
    last = state;
    return state;
  }

  private static <T> List<T> same(Optional<List<T>> before, List<T> now) {
    return before.filter(now::equals).orElse(now);
  }

  /** The most severe first, and of equally severe ones those that explain most. */
  private static List<FindingRow> findings(Assessment assessment, List<Report.FaultRow> faults) {
    if (faults.isEmpty()) {
      return List.of();
    }
    Map<String, Integer> explains = new HashMap<>();
    for (Judgement.Candidate candidate : assessment.considered()) {
      explains.merge(candidate.subject(), candidate.explains(), Math::max);
    }
    return faults.stream()
        .sorted(
            Comparator.<Report.FaultRow>comparingInt(row -> SEVERITIES.indexOf(row.severity()))
                .thenComparing(
                    row -> explains.getOrDefault(row.subject(), 0), Comparator.reverseOrder()))
        .map(FindingRow::of)
        .toList();
  }

  /**
   * @param relabelled whether the same links may have other letters
   */
  private List<PlaneRow> planes(long id, boolean relabelled) {
    List<PlaneRow> rows = new ArrayList<>();
    for (Plane plane : Plane.ALL) {
      if (relabelled || grids.isChanged(plane)) {
        cells[plane.code()] = id;
      }
      if (grids.totals(plane).total() > 0) {
        rows.add(
            PlaneRow.of(
                plane,
                grids.probes(plane),
                grids.totals(plane),
                Long.toHexString(offset + cells[plane.code()])));
      }
    }
    return rows;
  }
}
