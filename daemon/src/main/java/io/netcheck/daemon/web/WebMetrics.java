// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.files.ReloadedValue;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;

/** The state of the web configuration, and the requests that it refused, as metrics. */
final class WebMetrics implements MetricSource {
  private static final List<ErrorCode> REASONS =
      List.of(
          ErrorCode.UNAUTHORIZED,
          ErrorCode.BUSY,
          ErrorCode.RATE_LIMITED,
          ErrorCode.CERTIFICATE_NOT_ACCEPTED,
          ErrorCode.CROSS_ORIGIN,
          ErrorCode.HOST_NOT_ALLOWED);

  private final Supplier<ReloadedValue.Made<WebConfig>> config;
  private final Counter refused;

  WebMetrics(Supplier<ReloadedValue.Made<WebConfig>> config, PrometheusRegistry registry) {
    this.config = config;
    refused = WebMetric.REFUSED.newCounter(registry);
    REASONS.forEach(reason -> refused.initLabelValues(reason.label()));
    registry.register(this);
  }

  @Override
  public List<MetricFamily> families() {
    ReloadedValue.Made<WebConfig> made = config.get();
    MetricFamily expiry = WebMetric.CERTIFICATE_EXPIRY.family();
    made.value().tls().ifPresent(tls -> expiry.add(tls.expiry().toEpochMilli() / 1e3));
    return List.of(
        WebMetric.RELOAD_SUCCESSFUL.family(made.successful() ? 1 : 0),
        WebMetric.RELOAD_TIMESTAMP.family(made.since().toEpochMilli() / 1e3),
        expiry);
  }

  void refused(ErrorCode reason) {
    refused.labelValues(reason.label()).inc();
  }
}
