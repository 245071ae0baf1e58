// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A collector whose series are made at each scrape. For {@link MetricsText} it makes no snapshots
 * of them, of which an exporter of 5,000 agents would need 30,000.
 */
public interface MetricSource extends MultiCollector {
  /** The metrics of this scrape. Called from several threads at once. */
  List<MetricFamily> families();

  @Override
  default MetricSnapshots collect() {
    return MetricFamily.snapshots(families());
  }

  @Override
  default MetricSnapshots collect(@Nullable PrometheusScrapeRequest request) {
    return request instanceof TextScrape scrape ? scrape.take(families()) : collect();
  }
}
