// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import io.prometheus.metrics.core.metrics.Info;
import io.prometheus.metrics.instrumentation.jvm.JvmMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/** The metrics registry of one process, with what every process says of itself. */
public final class Telemetry {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  public Telemetry(BuildInfo build) {
    Info.builder()
        .name("netcheck_build_info")
        .help("Which build of Netcheck runs here; always 1.")
        .labelNames("version", "revision", "javaversion")
        .register(registry)
        .setLabelValues(build.version(), build.revision(), Runtime.version().toString());
    JvmMetrics.builder().register(registry);
  }

  /** Where the process registers its own metrics. */
  public PrometheusRegistry registry() {
    return registry;
  }
}
