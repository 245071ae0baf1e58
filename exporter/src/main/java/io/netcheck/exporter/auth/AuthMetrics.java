// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.auth;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Optional;

/** The authentication mode, and whether token reviews work, as metrics. */
final class AuthMetrics implements MultiCollector {
  private final String mode;
  private final Optional<ReviewStatus> reviews;

  /**
   * @param reviews empty if the mode needs none
   */
  AuthMetrics(String mode, Optional<ReviewStatus> reviews) {
    this.mode = mode;
    this.reviews = reviews;
  }

  @Override
  public MetricSnapshots collect() {
    MetricFamily auth = ExporterMetric.HEARTBEAT_AUTH.family(1, mode);
    if (reviews.isEmpty()) {
      return MetricFamily.all(auth);
    }
    ReviewStatus status = reviews.get();
    return MetricFamily.all(
        auth,
        TokenReviewMetric.UP.family(status.isAnswering() ? 1 : 0),
        TokenReviewMetric.REVIEWS.family((double) status.reviews()),
        TokenReviewMetric.FAILURES
            .family((double) status.forbidden(), "forbidden")
            .add((double) status.unavailable(), "unavailable"),
        TokenReviewMetric.ON_GRACE.family((double) status.gracedHeartbeats()));
  }
}
