// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.store.StoreStatus;
import java.util.List;

/** What a store did, and whether it works, as metrics. Without one there are none of these. */
public final class StoreMetrics implements MetricSource {
  private static final double MILLIS = 1e3;

  private final StoreStatus status;

  public StoreMetrics(StoreStatus status) {
    this.status = status;
  }

  @Override
  public List<MetricFamily> families() {
    String store = status.kind();
    MetricFamily lastSuccess = ExporterMetric.STORE_LAST_SUCCESS.family();
    status
        .lastSuccess()
        .ifPresent(instant -> lastSuccess.add(instant.toEpochMilli() / MILLIS, store));
    return List.of(
        ExporterMetric.STORE_UP.family(status.isUp() ? 1 : 0, store),
        lastSuccess,
        ExporterMetric.STORE_WRITES.family((double) status.writes(), store),
        ExporterMetric.STORE_RECORDS.family((double) status.records(), store),
        ExporterMetric.STORE_BYTES.family((double) status.bytes(), store),
        ExporterMetric.STORE_FAILURES.family((double) status.failures(), store));
  }
}
