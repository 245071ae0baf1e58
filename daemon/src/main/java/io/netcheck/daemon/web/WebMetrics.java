// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.files.ReloadedValue;
import io.netcheck.daemon.metrics.MetricFamily;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.Supplier;

/** The state of the web configuration, and the requests that it refused, as metrics. */
final class WebMetrics implements MultiCollector {
  private static final List<String> REASONS =
      List.of("unauthorized", "busy", "rate_limited", "certificate_not_accepted");

  private final Supplier<ReloadedValue.Made<WebConfig>> config;
  private final Counter refused;

  WebMetrics(Supplier<ReloadedValue.Made<WebConfig>> config, PrometheusRegistry registry) {
    this.config = config;
    refused = WebMetric.REFUSED.newCounter(registry);
    REASONS.forEach(refused::initLabelValues);
    registry.register(this);
  }

  @Override
  public MetricSnapshots collect() {
    ReloadedValue.Made<WebConfig> made = config.get();
    MetricFamily expiry = WebMetric.CERTIFICATE_EXPIRY.family();
    made.value().tls().ifPresent(tls -> expiry.add(tls.expiry().toEpochMilli() / 1e3));
    return MetricFamily.all(
        WebMetric.RELOAD_SUCCESSFUL.family(made.successful() ? 1 : 0),
        WebMetric.RELOAD_TIMESTAMP.family(made.since().toEpochMilli() / 1e3),
        expiry);
  }

  void refused(String reason) {
    refused.labelValues(reason).inc();
  }
}
