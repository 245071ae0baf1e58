// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static io.netcheck.daemon.metrics.Metric.counter;
import static io.netcheck.daemon.metrics.Metric.gauge;

import io.netcheck.daemon.metrics.Metric;
import java.util.List;

/** The metrics of a program that has a web configuration. */
public final class WebMetric {
  static final Metric RELOAD_SUCCESSFUL =
      gauge(
              "netcheck_web_config_last_reload_successful",
              "1 if the last change of the web configuration was valid, else 0.")
          .note(
              "The files that it names and that of `NETCHECK_WEB_TOKEN_FILE` count as well. With 0 the"
                  + " previous configuration is in use.");

  static final Metric RELOAD_TIMESTAMP =
      gauge(
          "netcheck_web_config_last_reload_success_timestamp_seconds",
          "When the web configuration in use was read, in seconds since 1970.");

  static final Metric CERTIFICATE_EXPIRY =
      gauge(
          "netcheck_web_certificate_expiry_timestamp_seconds",
          "When the server certificate expires, in seconds since 1970; absent without TLS.");

  static final Metric REFUSED =
      counter("netcheck_web_requests_refused_total", "Rejected requests by reason.")
          .by("reason")
          .series("4")
          .note(
              "`unauthorized`, `busy` (too many passwords to check), `rate_limited`,"
                  + " `certificate_not_accepted` (on an open connection, after a change).");

  /** All of them, in the order of the documentation. */
  public static final List<Metric> ALL =
      List.of(RELOAD_SUCCESSFUL, RELOAD_TIMESTAMP, CERTIFICATE_EXPIRY, REFUSED);

  private WebMetric() {}
}
