// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot.InfoDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How agents are known, and whether the authority that knows them answers, as metrics. */
final class AuthMetrics implements MultiCollector {
  private final String mode;
  private final Optional<ReviewStatus> reviews;

  /**
   * @param reviews where there is an authority that is asked
   */
  AuthMetrics(String mode, Optional<ReviewStatus> reviews) {
    this.mode = mode;
    this.reviews = reviews;
  }

  @Override
  public MetricSnapshots collect() {
    List<MetricSnapshot> all = new ArrayList<>();
    all.add(
        InfoSnapshot.builder()
            .name("netcheck_heartbeat_auth")
            .help("How agents prove who they are; by mode none everybody is believed.")
            .dataPoint(new InfoDataPointSnapshot(Labels.of("mode", mode)))
            .build());
    reviews.ifPresent(it -> {
      all.add(
          GaugeSnapshot.builder()
              .name("netcheck_token_review_up")
              .help("Whether the last token that had to be reviewed could be.")
              .dataPoint(point(it.isAnswering() ? 1 : 0))
              .build());
      all.add(
          counter("netcheck_token_reviews", "Tokens that the Kubernetes API was asked about.")
              .dataPoint(count(it.reviews(), Labels.EMPTY))
              .build());
      all.add(
          counter("netcheck_token_review_failures", "Of which got no answer, by the reason.")
              .dataPoint(count(it.forbidden(), Labels.of("reason", "forbidden")))
              .dataPoint(count(it.unavailable(), Labels.of("reason", "unavailable")))
              .build());
      all.add(
          counter(
                  "netcheck_heartbeats_on_grace",
                  "Heartbeats of known agents that were taken while no token could be reviewed.")
              .dataPoint(count(it.gracedHeartbeats(), Labels.EMPTY))
              .build());
    });
    return new MetricSnapshots(all);
  }

  private static GaugeDataPointSnapshot point(double value) {
    return new GaugeDataPointSnapshot(value, Labels.EMPTY, null);
  }

  private static CounterSnapshot.Builder counter(String name, String help) {
    return CounterSnapshot.builder().name(name).help(help);
  }

  private static CounterDataPointSnapshot count(long value, Labels labels) {
    return new CounterDataPointSnapshot((double) value, labels, null, 0);
  }
}
