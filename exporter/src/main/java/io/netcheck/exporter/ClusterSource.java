// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.auth.AgentPod;
import io.netcheck.auth.TokenReview;
import io.netcheck.auth.TokenReviewer;
import io.netcheck.exporter.assess.Assessment;
import io.netcheck.exporter.client.ClusterInventory;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What a cluster manager such as Kubernetes tells the exporter: which nodes and agents exist, and
 * which agent a token belongs to. Thread-safe.
 */
public interface ClusterSource extends Supplier<ClusterInventory>, TokenReviewer, AutoCloseable {
  /** No cluster manager, as on plain hosts. */
  ClusterSource NONE =
      new ClusterSource() {
        @Override
        public void follow(Runnable changed) {}

        @Override
        public void expect(Supplier<Set<String>> nodes) {}

        @Override
        public void publish(Assessment assessment) {}

        @Override
        public Optional<List<String>> problems() {
          return Optional.empty();
        }

        @Override
        public void register(PrometheusRegistry registry) {}

        @Override
        public ClusterInventory get() {
          return ClusterInventory.NONE;
        }

        @Override
        public TokenReview review(String token) {
          return new TokenReview.Unanswered("no Kubernetes API is configured", false);
        }

        @Override
        public boolean isGone(AgentPod pod) {
          return false;
        }

        @Override
        public void close() {}
      };

  /**
   * Starts to follow the cluster.
   *
   * @param changed called whenever the inventory changes
   * @throws io.netcheck.daemon.StartException if the access to the API cannot be read
   */
  void follow(Runnable changed);

  /**
   * Tells it which nodes existed before this process started, so that it can find out which of them
   * were deleted meanwhile.
   */
  void expect(Supplier<Set<String>> nodes);

  /** Tells the cluster about the faults of this assessment, if that is configured. */
  void publish(Assessment assessment);

  /** What the source should know and does not, and why; empty if there is no source. */
  Optional<List<String>> problems();

  /** Adds the metrics of the source. */
  void register(PrometheusRegistry registry);

  @Override
  void close();
}
