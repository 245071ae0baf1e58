// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The series of one metric in one scrape. Without series it is not in the scrape. */
public final class MetricFamily {
  private final Metric metric;
  private final List<DataPointSnapshot> points = new ArrayList<>();

  MetricFamily(Metric metric) {
    this.metric = metric;
  }

  /** Everything that a collector answers to one scrape. */
  public static MetricSnapshots all(MetricFamily... families) {
    return new MetricSnapshots(Arrays.stream(families).map(MetricFamily::snapshot).toList());
  }

  /**
   * Adds a series.
   *
   * @param labelValues in the order of the metric's labels
   * @throws IllegalArgumentException if their number is wrong
   */
  public MetricFamily add(double value, String... labelValues) {
    points.add(point(value, metric.labelsOf(labelValues)));
    return this;
  }

  /**
   * Adds a series with labels that were made before, or that several metrics share.
   *
   * @throws IllegalArgumentException if they are not the metric's
   */
  public MetricFamily add(double value, Labels labels) {
    metric.check(labels);
    points.add(point(value, labels));
    return this;
  }

  /** Adds the series of a histogram. */
  public MetricFamily add(ClassicHistogramBuckets buckets, double sum, String... labelValues) {
    points.add(
        new HistogramDataPointSnapshot(
            buckets, sum, metric.labelsOf(labelValues), Exemplars.EMPTY, 0));
    return this;
  }

  private DataPointSnapshot point(double value, Labels labels) {
    return switch (metric.type()) {
      case COUNTER -> new CounterDataPointSnapshot(value, labels, null, 0);
      case INFO -> new InfoDataPointSnapshot(labels);
      case GAUGE -> new GaugeDataPointSnapshot(value, labels, null);
      default -> throw new IllegalStateException(metric.name() + " has no single value");
    };
  }

  public int size() {
    return points.size();
  }

  /** Drops all series but the first {@code most}. */
  public MetricFamily limit(int most) {
    points.subList(Math.min(most, size()), size()).clear();
    return this;
  }

  @SuppressWarnings("unchecked") // add() makes points of the metric's type only
  private MetricSnapshot snapshot() {
    List<?> all = points;
    return switch (metric.type()) {
      case COUNTER -> new CounterSnapshot(metric.metadata(), (List<CounterDataPointSnapshot>) all);
      case INFO -> new InfoSnapshot(metric.metadata(), (List<InfoDataPointSnapshot>) all);
      case HISTOGRAM ->
          new HistogramSnapshot(metric.metadata(), (List<HistogramDataPointSnapshot>) all);
      default -> new GaugeSnapshot(metric.metadata(), (List<GaugeDataPointSnapshot>) all);
    };
  }
}
