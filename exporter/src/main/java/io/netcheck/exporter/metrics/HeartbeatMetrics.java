// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.client.ClientRegistry;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What became of the heartbeats, and of the series that grow with the cluster, as metrics. */
public final class HeartbeatMetrics implements MetricSource {
  private static final String OTHER = "other";
  private static final String TOO_MANY_TARGETS = "too_many_targets";

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

  /** Counts a heartbeat that the registry did not receive. */
  public void taken() {
    others.increment();
  }

  /** Counts a heartbeat that was not taken. */
  public void rejected(String reason) {
    rejections.getOrDefault(reason, otherRejections).increment();
  }

  /** How many were rejected, by reason. */
  public Map<String, Long> rejected() {
    Map<String, Long> totals = new TreeMap<>();
    rejections.forEach((reason, count) -> totals.put(reason, count.sum()));
    // These heartbeats count; only their results of links do not.
    totals.put(TOO_MANY_TARGETS, clients.cutHeartbeats());
    return totals;
  }

  @Override
  public List<MetricFamily> families() {
    MetricFamily rejected = ExporterMetric.HEARTBEATS_REJECTED.family();
    rejected().forEach((reason, count) -> rejected.add((double) count, reason));
    return List.of(
        ExporterMetric.HEARTBEATS.family((double) (clients.heartbeats() + others.sum())),
        rejected,
        ExporterMetric.HEARTBEATS_LOST.family((double) clients.lostHeartbeats()),
        ExporterMetric.REPORTED_BYTES.family((double) clients.reportedBytes()),
        ExporterMetric.REPORTED_LIMIT_BYTES.family((double) clients.reportedBytesLimit()),
        ExporterMetric.SERIES.family(budget.used()),
        ExporterMetric.SERIES_LIMIT.family(budget.limit()),
        ExporterMetric.SERIES_DROPPED.family((double) budget.dropped()));
  }
}
