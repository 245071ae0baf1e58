// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.files.ReloadedValue;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.function.Supplier;

/** What a web configuration says of itself, where there is one. */
final class WebMetrics {
  private static final List<String> REASONS =
      List.of("unauthorized", "busy", "rate_limited", "certificate_not_accepted");

  private final Counter refused;

  WebMetrics(Supplier<ReloadedValue.Made<WebConfig>> config, PrometheusRegistry registry) {
    GaugeWithCallback.builder()
        .name("netcheck_web_config_last_reload_successful")
        .help("Whether the web configuration could be used when it last changed: 1 or 0.")
        .callback(it -> it.call(config.get().successful() ? 1 : 0))
        .register(registry);
    GaugeWithCallback.builder()
        .name("netcheck_web_config_last_reload_success_timestamp_seconds")
        .help("When the web configuration in use was read.")
        .callback(it -> it.call(config.get().since().toEpochMilli() / 1e3))
        .register(registry);
    GaugeWithCallback.builder()
        .name("netcheck_web_certificate_expiry_timestamp_seconds")
        .help("When the server's own certificate ends to be good; none without TLS.")
        .callback(it ->
            config.get().value().tls().ifPresent(tls -> it.call(tls.expiry().toEpochMilli() / 1e3)))
        .register(registry);
    refused =
        Counter.builder()
            .name("netcheck_web_requests_refused")
            .help("Requests that the web configuration does not let in, by reason.")
            .labelNames("reason")
            .register(registry);
    REASONS.forEach(refused::initLabelValues);
  }

  void refused(String reason) {
    refused.labelValues(reason).inc();
  }
}
