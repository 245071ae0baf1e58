// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.exporter.store.StoreStatus;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/** What a store did, and whether it works, as metrics. Without one there are none of these. */
public final class StoreMetrics implements MultiCollector {
  private static final double MILLIS = 1e3;

  private final StoreStatus status;
  private final Labels kind;

  public StoreMetrics(StoreStatus status) {
    this.status = status;
    this.kind = Labels.of("store", status.kind());
  }

  @Override
  public MetricSnapshots collect() {
    MetricFamily lastSuccess =
        new MetricFamily(
            "netcheck_store_last_success_timestamp_seconds",
            "When the store last answered as it should, by the exporter's clock.");
    status
        .lastSuccess()
        .ifPresent(instant -> lastSuccess.add(instant.toEpochMilli() / MILLIS, kind));
    return MetricSnapshots.of(
        new MetricFamily("netcheck_store_up", "Whether the store worked when it was last used.")
            .add(status.isUp() ? 1 : 0, kind)
            .gauge(),
        lastSuccess.gauge(),
        counter("netcheck_store_writes", "Files or requests that the store took.", status.writes()),
        counter(
            "netcheck_store_records", "Records of clients that the store took.", status.records()),
        counter("netcheck_store_written_bytes", "Bytes of these.", status.bytes()),
        counter(
            "netcheck_store_failures",
            "Times that the store did not do what it was asked to.",
            status.failures()));
  }

  private CounterSnapshot counter(String name, String help, long value) {
    return new MetricFamily(name, help).add((double) value, kind).counter();
  }
}
