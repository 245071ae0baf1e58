// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.check.OrderBook;
import io.netcheck.protocol.CheckProgress;
import java.util.List;
import java.util.function.LongSupplier;

/** What became of the orders to agents, as metrics. */
public final class OrderMetrics implements MetricSource {
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
  public List<MetricFamily> families() {
    MetricFamily family = ExporterMetric.ORDERS.family();
    LAST.forEach(state -> family.add((double) orders.ended(state), state.label()));
    return List.of(family, ExporterMetric.PATH_CHANGES.family((double) pathChanges.getAsLong()));
  }
}
