// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import java.util.List;
import java.util.stream.Stream;

/**
 * The taints by which somebody announces that a node is about to go, or says that it was switched
 * off: then nobody wonders that it is silent. That a node is unreachable or not ready says no such
 * thing.
 */
final class PlannedTaints {
  /** Keys; one that ends with a slash stands for all that begin with it. */
  static final List<String> KNOWN =
      List.of(
          // Cluster Autoscaler, before it removes a node, and when it might.
          "ToBeDeletedByClusterAutoscaler",
          "DeletionCandidateOfClusterAutoscaler",
          // Karpenter, since v1 and before.
          "karpenter.sh/disrupted",
          "karpenter.sh/disruption",
          // Said by a person, of a node that is off (KEP-2268).
          "node.kubernetes.io/out-of-service",
          // Said by the cloud's controller, of an instance that was stopped.
          "node.cloudprovider.kubernetes.io/shutdown",
          // AWS Node Termination Handler: spot-itn, scheduled-maintenance,
          // rebalance-recommendation.
          "aws-node-termination-handler/",
          // GKE, before it reclaims a spot node or maintains a host.
          "cloud.google.com/impending-node-termination",
          // AKS, on a scheduled event such as the eviction of a spot node, under two names.
          "remediator.kubernetes.azure.com/unschedulable",
          "remediator.aks.microsoft.com/unschedulable");

  private final List<String> keys;

  PlannedTaints(List<String> more) {
    this.keys = Stream.concat(KNOWN.stream(), more.stream()).toList();
  }

  boolean announce(String key) {
    return keys.stream()
        .anyMatch(known -> known.endsWith("/") ? key.startsWith(known) : key.equals(known));
  }
}
