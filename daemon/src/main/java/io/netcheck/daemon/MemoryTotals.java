// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricFamilyDescriptor;

/**
 * Registers what the library measures of the JVM's memory, without its pools. These have 36 series
 * in every agent, and their sums are in {@code jvm_memory_*}. The library has no option for that.
 */
final class MemoryTotals extends PrometheusRegistry {
  private static final String POOLS = "jvm_memory_pool_";

  private final PrometheusRegistry registry;

  /**
   * @param registry gets the metrics
   */
  MemoryTotals(PrometheusRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void register(Collector collector) {
    MetricFamilyDescriptor family = collector.getMetricFamilyDescriptor();
    if (family == null || !family.getPrometheusName().startsWith(POOLS)) {
      registry.register(collector);
    }
  }
}
