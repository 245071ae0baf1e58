// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.Inventory;
import io.netcheck.exporter.kubernetes.KubernetesConfig;
import io.netcheck.exporter.kubernetes.KubernetesInventory;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who knows the cluster: nobody, or Kubernetes. Without Kubernetes not one class of its client
 * library is loaded: they would cost more memory than all the rest.
 */
final class Cluster implements Supplier<Inventory>, AutoCloseable {
  private final Optional<KubernetesConfig> config;
  private final ProcessClock clock;
  private volatile @Nullable KubernetesInventory kubernetes;

  Cluster(Optional<KubernetesConfig> config, ProcessClock clock, PrometheusRegistry registry) {
    this.config = config;
    this.clock = clock;
    if (config.isPresent()) {
      GaugeWithCallback.builder()
          .name("netcheck_kubernetes_up")
          .help("Whether everything that is to be known of Kubernetes is up to date.")
          .callback(it -> it.call(problems().orElse(List.of()).isEmpty() ? 1 : 0))
          .register(registry);
    }
  }

  /**
   * Begins to ask, if there is somebody to ask.
   *
   * @param changed told when there is another answer
   * @throws io.netcheck.daemon.StartException if the access to the API cannot be read
   */
  void follow(Runnable changed) {
    config.ifPresent(it -> kubernetes = new KubernetesInventory(it, clock, changed));
  }

  @Override
  public Inventory get() {
    KubernetesInventory known = kubernetes;
    return known == null ? Inventory.NONE : known.get();
  }

  /** What is not known that should be, and why; empty where nobody asks. */
  Optional<List<String>> problems() {
    KubernetesInventory known = kubernetes;
    return known == null ? Optional.empty() : Optional.of(known.problems());
  }

  @Override
  public void close() {
    KubernetesInventory known = kubernetes;
    if (known != null) {
      known.close();
    }
  }
}
