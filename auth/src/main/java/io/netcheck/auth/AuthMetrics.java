// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import java.util.List;
import java.util.Optional;

/** The authentication mode, and whether token reviews work, as metrics. */
public final class AuthMetrics implements MetricSource {
  public static final Metric MODE =
      Metric.info(
              "netcheck_heartbeat_auth_info", "The authentication mode of heartbeats; always 1.")
          .by("mode")
          .note(
              "With `none` every client is accepted; see"
                  + " [security.md](security.md#who-may-heartbeat).");

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
  public List<MetricFamily> families() {
    MetricFamily auth = MODE.family(1, mode);
    if (reviews.isEmpty()) {
      return List.of(auth);
    }
    ReviewStatus status = reviews.get();
    return List.of(
        auth,
        TokenReviewMetric.UP.family(status.isAnswering() ? 1 : 0),
        TokenReviewMetric.REVIEWS.family((double) status.reviews()),
        TokenReviewMetric.FAILURES
            .family((double) status.forbidden(), "forbidden")
            .add((double) status.unavailable(), "unavailable"),
        TokenReviewMetric.ON_GRACE.family((double) status.gracedHeartbeats()));
  }
}
