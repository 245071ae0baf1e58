// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.util.List;
import java.util.stream.Stream;

/**
 * The taints that announce that a node will be removed or is switched off, so that its silence is
 * expected. The taints {@code unreachable} and {@code not-ready} announce nothing.
 */
final class PlannedTaints {
  /** Keys. A key that ends with a slash stands for all keys that begin with it. */
  static final List<String> KNOWN =
      List.of(
          // Cluster Autoscaler, before it removes a node, and when it considers that.
          "ToBeDeletedByClusterAutoscaler",
          "DeletionCandidateOfClusterAutoscaler",
          // Karpenter, since v1 and before.
          "karpenter.sh/disrupted",
          "karpenter.sh/disruption",
          // Set by an administrator on a node that is off (KEP-2268).
          "node.kubernetes.io/out-of-service",
          // Set by the cloud controller on an instance that was stopped.
          "node.cloudprovider.kubernetes.io/shutdown",
          // AWS Node Termination Handler: spot-itn, scheduled-maintenance,
          // rebalance-recommendation.
          "aws-node-termination-handler/",
          // GKE, before it reclaims a spot node or maintains a host.
          "cloud.google.com/impending-node-termination",
          // AKS, on a scheduled event such as the eviction of a spot node, under two names.
          "remediator.kubernetes.azure.com/unschedulable",
          "remediator.aks.microsoft.com/unschedulable",
          // Gardener's Machine Controller Manager and Cluster API, on nodes of an old revision.
          // Their
          // readiness.k8s.io/ and uninitialized mean that a node is new, not that it goes.
          "deployment.machine.sapcloud.io/prefer-no-schedule",
          "node.cluster.x-k8s.io/outdated-revision");

  private final List<String> keys;

  PlannedTaints(List<String> more) {
    this.keys = Stream.concat(KNOWN.stream(), more.stream()).toList();
  }

  boolean announce(String key) {
    return keys.stream()
        .anyMatch(known -> known.endsWith("/") ? key.startsWith(known) : key.equals(known));
  }
}
