// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.auth.AgentPod;
import io.netcheck.auth.AuthConfig;
import io.netcheck.auth.TokenReview;
import io.netcheck.auth.TokenReviewer;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.metrics.MetricSource;
import io.netcheck.exporter.ClusterSource;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.client.ClusterInventory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The Kubernetes API as the exporter's source of nodes, agents and token reviews. Thread-safe. */
public final class KubernetesCluster implements ClusterSource {
  private final KubernetesConfig config;
  private final ProcessClock clock;
  private final AuthConfig auth;
  private volatile @Nullable KubernetesInventory kubernetes;
  private volatile @Nullable TokenReviewer tokens;

  /**
   * @param auth how agents authenticate; decides whether the API is asked about their tokens
   */
  public KubernetesCluster(KubernetesConfig config, AuthConfig auth, ProcessClock clock) {
    this.config = config;
    this.auth = auth;
    this.clock = clock;
  }

  @Override
  public void register(PrometheusRegistry registry) {
    registry.register(
        (MetricSource)
            () ->
                List.of(
                    KubernetesMetric.UP.family(problems().orElse(List.of()).isEmpty() ? 1 : 0)));
  }

  @Override
  public void follow(Runnable changed) {
    KubernetesInventory followed = new KubernetesInventory(config, clock, changed);
    kubernetes = followed;
    if (auth instanceof AuthConfig.Kubernetes by) {
      tokens = followed.reviewer(by.audience(), by.accounts());
    }
  }

  @Override
  public TokenReview review(String token) {
    TokenReviewer known = tokens;
    return known == null
        ? new TokenReview.Unanswered("the Kubernetes API is not asked yet", false)
        : known.review(token);
  }

  @Override
  public boolean isGone(AgentPod pod) {
    TokenReviewer known = tokens;
    return known != null && known.isGone(pod);
  }

  @Override
  public void expect(Supplier<Set<String>> nodes) {
    KubernetesInventory known = kubernetes;
    if (known != null) {
      known.expect(nodes);
    }
  }

  @Override
  public void publish(Assessment assessment) {
    KubernetesInventory known = kubernetes;
    if (known != null) {
      known.publish(assessment);
    }
  }

  @Override
  public ClusterInventory get() {
    KubernetesInventory known = kubernetes;
    return known == null ? ClusterInventory.NONE : known.get();
  }

  @Override
  public Optional<List<String>> problems() {
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
