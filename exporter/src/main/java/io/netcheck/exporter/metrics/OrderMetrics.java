// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.check.OrderBook;
import io.netcheck.protocol.CheckProgress;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.function.LongSupplier;

/** What became of the orders to agents, as metrics. */
public final class OrderMetrics implements MultiCollector {
  private static final List<CheckProgress.State> LAST =
      List.of(CheckProgress.State.DONE, CheckProgress.State.REFUSED, CheckProgress.State.EXPIRED);

  private final OrderBook orders;
  private final LongSupplier pathChanges;

  /**
   * @param pathChanges how often the path of a link had another length than before
   */
  public OrderMetrics(OrderBook orders, LongSupplier pathChanges) {
    this.orders = orders;
    this.pathChanges = pathChanges;
  }

  @Override
  public MetricSnapshots collect() {
    MetricFamily family = ExporterMetric.ORDERS.family();
    LAST.forEach(state -> family.add((double) orders.ended(state), state.label()));
    return MetricFamily.all(
        family, ExporterMetric.PATH_CHANGES.family((double) pathChanges.getAsLong()));
  }
}
