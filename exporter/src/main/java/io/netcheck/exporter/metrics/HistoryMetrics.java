// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.history.History;
import java.util.ArrayList;
import java.util.List;

/** How much of the past is kept, as metrics. */
public final class HistoryMetrics implements MetricSource {
  private final History history;

  public HistoryMetrics(History history) {
    this.history = history;
  }

  @Override
  public List<MetricFamily> families() {
    List<MetricFamily> families = new ArrayList<>();
    families.add(ExporterMetric.HISTORY_CHANGES.family((double) history.changes()));
    families.add(ExporterMetric.HISTORY_BYTES.family((double) history.bytes()));
    history
        .from()
        .ifPresent(
            from -> families.add(ExporterMetric.HISTORY_OLDEST.family(from.toEpochMilli() / 1e3)));
    return families;
  }
}
