// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.daemon.metrics.MetricFamily;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.exporter.sweep.SweepStatus;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** How much of the mesh is measured, as metrics. */
public final class SweepMetrics implements MetricSource {
  private final Supplier<List<SweepStatus>> statuses;
  private final Map<String, IntSupplier> temporary;

  /**
   * @param temporary how many temporary peers there are, by reason
   */
  public SweepMetrics(Supplier<List<SweepStatus>> statuses, Map<String, IntSupplier> temporary) {
    this.statuses = statuses;
    this.temporary = new TreeMap<>(temporary);
  }

  @Override
  public List<MetricFamily> families() {
    MetricFamily coverage = ExporterMetric.SWEEP_COVERAGE.family();
    MetricFamily failing = ExporterMetric.SWEEP_FAILING.family();
    MetricFamily pass = ExporterMetric.SWEEP_PASS.family();
    for (SweepStatus status : statuses.get()) {
      String kind = status.kind().label();
      coverage.add(status.coverage(), kind);
      failing.add(status.failing(), kind);
      pass.add(status.pass().toMillis() / 1e3, kind);
    }
    MetricFamily peers = ExporterMetric.TEMPORARY_PEERS.family();
    temporary.forEach((reason, count) -> peers.add(count.getAsInt(), reason));
    return List.of(coverage, failing, pass, peers);
  }
}
