// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.report;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.LinkColumns;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.LinkState;
import io.netcheck.report.Report;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The links that a report lists, and how many it leaves out. A large cluster has a quarter of a
 * million links, which is too long a list. The links of one node always fit.
 */
record LinkList(List<Report.LinkRow> rows, int omitted) {
  private static final int MOST_FAILING = 1_000;
  private static final int MOST = 10_000;

  static LinkList of(Assessment assessment, ReportQuery query) {
    LinkColumns links = assessment.mesh().links();
    List<Report.LinkRow> rows = new ArrayList<>();
    int omitted = 0;
    int most = query.links() == ReportQuery.LinkChoice.ALL ? MOST : MOST_FAILING;
    boolean any =
        switch (query.links()) {
          case ALL -> true;
          case FAILING -> links.down() > 0;
          case NONE -> false;
        };
    for (int link = 0; any && link < links.size(); link++) {
      if (!isWanted(assessment, query, link)) {
        continue;
      }
      if (rows.size() < most) {
        rows.add(row(links.link(link), assessment.downSince()));
      } else {
        omitted++;
      }
    }
    return new LinkList(rows, omitted);
  }

  private static boolean isWanted(Assessment assessment, ReportQuery query, int link) {
    LinkColumns links = assessment.mesh().links();
    if (query.links() != ReportQuery.LinkChoice.ALL && links.state(link) != LinkState.DOWN) {
      return false;
    }
    if (query.network().filter(n -> n != links.plane(link).network()).isPresent()) {
      return false;
    }
    if (query.node().isEmpty()) {
      return true;
    }
    int node = assessment.mesh().node(query.node().get()).map(wanted -> wanted.index()).orElse(-2);
    return links.source(link) == node || links.target(link) == node;
  }

  private static Report.LinkRow row(Link link, Map<Link.Key, ClockReading> downSince) {
    ClockReading since = downSince.get(link.key());
    return new Report.LinkRow(
        link.key().source(),
        link.key().target(),
        link.sourceZone(),
        link.targetZone(),
        link.key().network().label(),
        link.key().family().label(),
        switch (link.state()) {
          case UP -> "up";
          case DOWN -> "down";
          case UNKNOWN -> "unknown";
        },
        ReportBuilder.orNull(link.rttMicros()),
        link.failing().stream()
            .map(probe ->
                new Report.ProbeRow(
                    probe.probe().label(), probe.reason().map(FailureReason::label).orElse(null)))
            .toList(),
        since == null ? null : ReportBuilder.time(since.wallTime()),
        link.pathMtuBytes() == 0 ? null : Integer.valueOf(link.pathMtuBytes()),
        link.neverUp().map(time -> time.toMillis() / 1e3).orElse(null));
  }
}
