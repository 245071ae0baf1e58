// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import io.netcheck.agent.catalogue.AgentMetric;
import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import java.util.List;

/** What the kernel of this host counts, as metrics. */
public final class KernelMetrics implements MetricSource {
  private final KernelWatch kernel;

  public KernelMetrics(KernelWatch kernel) {
    this.kernel = kernel;
  }

  @Override
  public List<MetricFamily> families() {
    KernelReading reading = kernel.reading();
    MetricFamily used = AgentMetric.HOST_TABLE_ENTRIES.family();
    MetricFamily limit = AgentMetric.HOST_TABLE_LIMIT.family();
    MetricFamily events = AgentMetric.HOST_EVENTS.family();
    reading
        .fills()
        .forEach((key, fill) -> {
          String table =
              switch (key.kind()) {
                case CONNTRACK_FULL -> "conntrack";
                case NEIGHBOURS_FULL -> "neighbours_" + key.where();
                default -> throw new IllegalStateException("no table: " + key);
              };
          used.add((double) fill.used(), table);
          limit.add((double) fill.limit(), table);
        });
    reading
        .counters()
        .forEach((key, times) -> events.add((double) times, key.kind().label(), key.where()));
    return List.of(used, limit, events);
  }
}
