// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netcheck.exporter.state.NodeRow;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A change without its single links, as it is kept. A part that did not change is null.
 *
 * @param at in milliseconds since 1970, by the exporter's wall clock
 * @param started the version of an exporter that started here; then there is nothing else
 * @param gap whether nobody knows what happened from here on, because the exporter ended
 * @param statusSince in milliseconds since 1970
 * @param links how many links took which state, by plane
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record HistoryHead(
    String instance,
    long id,
    long at,
    @Nullable String started,
    @Nullable Boolean gap,
    @Nullable ReportStatus status,
    @Nullable Long statusSince,
    @Nullable String summary,
    @Nullable List<Report.FaultRow> findings,
    @Nullable List<NodeRow> nodes,
    @Nullable List<String> nodesGone,
    @Nullable List<LinkCount> links) {
  /** Links of a plane that took these states. */
  record LinkCount(String network, String ipFamily, int down, int up, int unknown) {}

  static HistoryHead started(String instance, long at, String version) {
    return new HistoryHead(
        instance, 0, at, version, null, null, null, null, null, null, null, null);
  }
}
