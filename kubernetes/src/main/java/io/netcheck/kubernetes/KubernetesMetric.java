// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.daemon.metrics.Metric;
import java.util.List;

/** The metrics of an exporter that uses the Kubernetes API. */
public final class KubernetesMetric {
  static final Metric UP =
      Metric.gauge(
          "netcheck_kubernetes_up", "1 if all data from the Kubernetes API is up to date, else 0.");

  /** All of them, in the order of the documentation. */
  public static final List<Metric> ALL = List.of(UP);

  private KubernetesMetric() {}
}
