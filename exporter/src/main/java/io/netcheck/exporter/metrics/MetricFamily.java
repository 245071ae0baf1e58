// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import java.util.ArrayList;
import java.util.List;

/** One metric's name and help, and its series as one scrape gathers them. */
final class MetricFamily {
  private final MetricMetadata metadata;
  private final List<GaugeDataPointSnapshot> points = new ArrayList<>();

  MetricFamily(String name, String help) {
    this.metadata = new MetricMetadata(name, help);
  }

  MetricFamily add(double value, Labels labels) {
    points.add(new GaugeDataPointSnapshot(value, labels, null));
    return this;
  }

  GaugeSnapshot gauge() {
    return new GaugeSnapshot(metadata, points);
  }

  /** The same series as a counter's; their name is then without {@code _total}. */
  CounterSnapshot counter() {
    return new CounterSnapshot(
        metadata,
        points.stream()
            .map(point ->
                new CounterDataPointSnapshot(point.getValue(), point.getLabels(), null, 0L))
            .toList());
  }

  /** The same series as an info's, which has no value; their name is then without {@code _info}. */
  InfoSnapshot info() {
    return new InfoSnapshot(
        metadata,
        points.stream().map(point -> new InfoDataPointSnapshot(point.getLabels())).toList());
  }
}
