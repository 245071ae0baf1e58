// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.clusters;

import io.netcheck.report.ReportStatus;
import org.jspecify.annotations.Nullable;

/**
 * What one exporter said, or why it said nothing.
 *
 * @param status unknown if it said nothing
 * @param at the time of its report; null if it said nothing
 * @param error null if it answered
 */
record ClusterRow(
    String name,
    String url,
    ReportStatus status,
    String summary,
    @Nullable String at,
    @Nullable String error) {
  static ClusterRow failed(OtherCluster cluster, String error) {
    return new ClusterRow(
        cluster.name(), cluster.url().toString(), ReportStatus.UNKNOWN, "", null, error);
  }
}
