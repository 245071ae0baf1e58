// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One scrape of a registry: the {@link MetricSource}s leave their families here, and only the other
 * collectors answer with snapshots. Not thread-safe.
 */
final class TextScrape implements PrometheusScrapeRequest {
  private static final MetricSnapshots NONE = new MetricSnapshots();

  private final NavigableMap<String, MetricFamily> families = new TreeMap<>();

  /** Without end, by the name that the library sorts by. */
  NavigableMap<String, MetricFamily> families() {
    return families;
  }

  /** Takes what can be written from the families, and returns the others. */
  MetricSnapshots take(List<MetricFamily> collected) {
    List<MetricFamily> others = new ArrayList<>();
    for (MetricFamily family : collected) {
      if (family.metric().type() == MetricType.HISTOGRAM) {
        others.add(family);
      } else if (family.size() > 0) {
        if (families.put(family.metric().baseName(), family) != null) {
          throw new IllegalStateException(family.metric().name() + " is collected twice");
        }
      }
    }
    return others.isEmpty() ? NONE : MetricFamily.snapshots(others);
  }

  @Override
  public String getRequestPath() {
    return "/metrics";
  }

  @Override
  public String @Nullable [] getParameterValues(String name) {
    return null;
  }
}
