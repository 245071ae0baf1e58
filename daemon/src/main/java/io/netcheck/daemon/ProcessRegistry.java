// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.daemon.metrics.ProcessMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmBufferPoolMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmClassLoadingMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmCompilationMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmRuntimeInfoMetric;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;

/** The metrics registry of one process, with the metrics that every process has. */
public final class ProcessRegistry {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  public ProcessRegistry(BuildInfo build) {
    String java = Runtime.version().toString();
    registry.register(
        (MetricSource)
            () ->
                List.of(
                    ProcessMetric.BUILD_INFO.family(1, build.version(), build.revision(), java)));
    // Not JvmMetrics: it adds allocations by pool and native memory. The latter has no values
    // unless the JVM tracks native memory, and their classes cost an agent about 2 MiB.
    JvmBufferPoolMetrics.builder().register(registry);
    JvmClassLoadingMetrics.builder().register(registry);
    JvmCompilationMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmMemoryMetrics.builder().register(new MemoryTotals(registry));
    JvmRuntimeInfoMetric.builder().register(registry);
    JvmThreadsMetrics.builder().register(registry);
    ProcessMetrics.builder().register(registry);
  }

  /** Where the process registers its own metrics. */
  public PrometheusRegistry registry() {
    return registry;
  }
}
