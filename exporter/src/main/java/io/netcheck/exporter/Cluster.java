// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.auth.AgentPod;
import io.netcheck.exporter.auth.AuthConfig;
import io.netcheck.exporter.auth.Review;
import io.netcheck.exporter.auth.TokenReviewer;
import io.netcheck.exporter.client.Inventory;
import io.netcheck.exporter.kubernetes.KubernetesConfig;
import io.netcheck.exporter.kubernetes.KubernetesInventory;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who knows the cluster: nobody, or Kubernetes. Without Kubernetes not one class of its client
 * library is loaded: they would cost more memory than all the rest.
 */
final class Cluster implements Supplier<Inventory>, TokenReviewer, AutoCloseable {
  private final Optional<KubernetesConfig> config;
  private final ProcessClock clock;
  private final AuthConfig auth;
  private volatile @Nullable KubernetesInventory kubernetes;
  private volatile @Nullable TokenReviewer tokens;

  /**
   * @param auth whose tokens are asked about, if by Kubernetes
   */
  Cluster(
      Optional<KubernetesConfig> config,
      AuthConfig auth,
      ProcessClock clock,
      PrometheusRegistry registry) {
    this.config = config;
    this.auth = auth;
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
    config.ifPresent(it -> {
      KubernetesInventory followed = new KubernetesInventory(it, clock, changed);
      kubernetes = followed;
      if (auth instanceof AuthConfig.Kubernetes by) {
        tokens = followed.reviewer(by.audience(), by.accounts());
      }
    });
  }

  @Override
  public Review review(String token) {
    TokenReviewer known = tokens;
    return known == null
        ? new Review.None("the Kubernetes API is not asked yet", false)
        : known.review(token);
  }

  @Override
  public boolean isGone(AgentPod pod) {
    TokenReviewer known = tokens;
    return known != null && known.isGone(pod);
  }

  /** These nodes were there before this process was. */
  void expect(Supplier<Set<String>> nodes) {
    KubernetesInventory known = kubernetes;
    if (known != null) {
      known.expect(nodes);
    }
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
