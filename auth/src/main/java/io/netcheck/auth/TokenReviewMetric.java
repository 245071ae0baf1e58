// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import static io.netcheck.daemon.metrics.Metric.counter;
import static io.netcheck.daemon.metrics.Metric.gauge;

import io.netcheck.daemon.metrics.Metric;
import java.util.List;

/** The metrics of an exporter that asks the Kubernetes API about the tokens of agents. */
public final class TokenReviewMetric {
  static final Metric UP =
      gauge("netcheck_token_review_up", "1 if the last review of a token succeeded, else 0.")
          .series("1 with `NETCHECK_AUTH=kubernetes`");

  static final Metric REVIEWS =
      counter("netcheck_token_reviews_total", "Tokens that the Kubernetes API was asked to review.")
          .series("1 with `NETCHECK_AUTH=kubernetes`");

  static final Metric FAILURES =
      counter("netcheck_token_review_failures_total", "Token reviews without an answer, by reason.")
          .by("reason")
          .series("2 with `NETCHECK_AUTH=kubernetes`")
          .note("`forbidden`, `unavailable`.");

  static final Metric ON_GRACE =
      counter(
              "netcheck_heartbeats_on_grace_total",
              "Heartbeats of known agents that were accepted while no token could be reviewed.")
          .series("1 with `NETCHECK_AUTH=kubernetes`");

  /** All of them, in the order of the documentation. */
  public static final List<Metric> ALL = List.of(UP, REVIEWS, FAILURES, ON_GRACE);

  private TokenReviewMetric() {}
}
