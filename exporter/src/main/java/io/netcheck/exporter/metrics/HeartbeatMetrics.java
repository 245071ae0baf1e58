// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.exporter.client.ClientRegistry;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of the heartbeats, and of the series that grow with the cluster, as metrics. */
public final class HeartbeatMetrics implements MultiCollector {
  private static final String OTHER = "other";

  private final ClientRegistry clients;
  private final SeriesBudget budget;
  private final LongAdder others = new LongAdder();
  private final LongAdder otherRejections = new LongAdder();
  private final Map<String, LongAdder> rejections;

  /**
   * @param reasons for which a heartbeat can be rejected; each is a series from the start
   */
  public HeartbeatMetrics(ClientRegistry clients, SeriesBudget budget, Collection<String> reasons) {
    this.clients = clients;
    this.budget = budget;
    Map<String, LongAdder> counters = new TreeMap<>(Map.of(OTHER, otherRejections));
    reasons.forEach(reason -> counters.put(reason, new LongAdder()));
    this.rejections = Collections.unmodifiableMap(counters);
  }

  /** Counts a heartbeat that somebody else than the registry has taken. */
  public void taken() {
    others.increment();
  }

  /** Counts a heartbeat that was not taken. */
  public void rejected(String reason) {
    rejections.getOrDefault(reason, otherRejections).increment();
  }

  @Override
  public MetricSnapshots collect() {
    MetricFamily rejected =
        new MetricFamily(
            "netcheck_heartbeats_rejected", "Heartbeats that were not taken, by the reason.");
    rejections.forEach(
        (reason, count) -> rejected.add((double) count.sum(), Labels.of("reason", reason)));
    return MetricSnapshots.of(
        new MetricFamily("netcheck_heartbeats", "Heartbeats that were taken.")
            .add((double) (clients.heartbeats() + others.sum()), Labels.EMPTY)
            .counter(),
        rejected.counter(),
        new MetricFamily(
                "netcheck_heartbeats_lost",
                "Heartbeats that never came, as the numbers of the next ones show.")
            .add((double) clients.lostHeartbeats(), Labels.EMPTY)
            .counter(),
        new MetricFamily("netcheck_series", "Series of the last scrape that grow with the cluster.")
            .add(budget.used(), Labels.EMPTY)
            .gauge(),
        new MetricFamily("netcheck_series_limit", "How many of these a scrape may have.")
            .add(budget.limit(), Labels.EMPTY)
            .gauge(),
        new MetricFamily(
                "netcheck_series_dropped",
                "Series left out of a scrape because of the limit, over all scrapes.")
            .add((double) budget.dropped(), Labels.EMPTY)
            .counter());
  }
}
