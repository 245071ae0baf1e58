// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Exemplars;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The series of one metric in one scrape. Without series it is not in the scrape. */
public final class MetricFamily {
  private final Metric metric;
  private final List<Point> points = new ArrayList<>();
  private final List<HistogramDataPointSnapshot> histograms = new ArrayList<>();

  /** Those of the last values, and those that were checked last: nearly always the same again. */
  private @Nullable LabelNames own;

  private @Nullable LabelNames checked;

  /** One series. */
  record Point(SeriesLabels labels, double value) {}

  MetricFamily(Metric metric) {
    this.metric = metric;
  }

  Metric metric() {
    return metric;
  }

  /**
   * Adds a series.
   *
   * @param labelValues in the order of the metric's labels
   * @throws IllegalArgumentException if their number is wrong, or a counter is negative
   */
  public MetricFamily add(double value, String... labelValues) {
    return add(value, labels(labelValues));
  }

  /**
   * Adds a series with labels that were made before, or that several metrics share.
   *
   * @throws IllegalArgumentException if they are not the metric's, or a counter is negative
   */
  public MetricFamily add(double value, SeriesLabels labels) {
    if (metric.type() == MetricType.HISTOGRAM) {
      throw new IllegalStateException(metric.name() + " has no single value");
    }
    if (metric.type() == MetricType.COUNTER && value < 0) {
      throw new IllegalArgumentException(metric.name() + " cannot be negative: " + value);
    }
    if (labels.names() != checked) {
      metric.check(labels.names());
      checked = labels.names();
    }
    points.add(new Point(labels, value));
    return this;
  }

  /** Adds the series of a histogram. */
  public MetricFamily add(ClassicHistogramBuckets buckets, double sum, String... labelValues) {
    histograms.add(
        new HistogramDataPointSnapshot(
            buckets, sum, labels(labelValues).snapshot(), Exemplars.EMPTY, 0));
    return this;
  }

  private SeriesLabels labels(String... values) {
    LabelNames known = own;
    if (known == null || known.size() != values.length) {
      known = metric.labelNames(values.length);
      own = known;
    }
    return known.of(values);
  }

  /** The number of series, not of histograms. */
  public int size() {
    return points.size();
  }

  /** Drops all series but the first {@code most}. */
  public MetricFamily limit(int most) {
    points.subList(Math.min(most, size()), size()).clear();
    return this;
  }

  /**
   * The series in the order of the text.
   *
   * @throws IllegalStateException if two have the same labels, because a scraper would take the
   *     whole scrape for broken
   */
  List<Point> sorted() {
    points.sort(Comparator.comparing(Point::labels, SeriesLabels::compare));
    for (int i = 1; i < points.size(); i++) {
      SeriesLabels labels = points.get(i).labels();
      if (SeriesLabels.compare(points.get(i - 1).labels(), labels) == 0) {
        throw new IllegalStateException(metric.name() + " has two series " + labels);
      }
    }
    return points;
  }

  /** The same for writers of the library. */
  static MetricSnapshots snapshots(List<MetricFamily> families) {
    return new MetricSnapshots(families.stream().map(MetricFamily::snapshot).toList());
  }

  private MetricSnapshot snapshot() {
    return switch (metric.type()) {
      case COUNTER ->
          new CounterSnapshot(
              metric.metadata(),
              points.stream()
                  .map(it ->
                      new CounterDataPointSnapshot(it.value(), it.labels().snapshot(), null, 0))
                  .toList());
      case INFO ->
          new InfoSnapshot(
              metric.metadata(),
              points.stream()
                  .map(it -> new InfoDataPointSnapshot(it.labels().snapshot()))
                  .toList());
      case HISTOGRAM -> new HistogramSnapshot(metric.metadata(), histograms);
      default ->
          new GaugeSnapshot(
              metric.metadata(),
              points.stream()
                  .map(it -> new GaugeDataPointSnapshot(it.value(), it.labels().snapshot(), null))
                  .toList());
    };
  }
}
