// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Where a step is played.
 *
 * @param withExporter a node on which an exporter runs
 * @param other a node on which none runs
 */
record Stage(KubernetesCluster cluster, ClusterNode withExporter, ClusterNode other) {
  static Stage of(KubernetesCluster cluster) throws IOException {
    Set<String> busy = new HashSet<>();
    for (JsonNode pod : cluster.operator().read(ReportWatch.EXPORTERS).path("items")) {
      busy.add(pod.at("/spec/nodeName").asText());
    }
    ClusterNode first = cluster.nodes().getFirst();
    return new Stage(
        cluster,
        cluster.nodes().stream()
            .filter(node -> busy.contains(node.name()))
            .findFirst()
            .orElse(first),
        cluster.nodes().stream()
            .filter(node -> !busy.contains(node.name()))
            .findFirst()
            .orElse(first));
  }

  Operator operator() {
    return cluster.operator();
  }

  /** Puts the names of nodes into a text about them. */
  String name(String text) {
    return text.replace(Step.WITH_EXPORTER, withExporter.name()).replace(Step.OTHER, other.name());
  }
}
