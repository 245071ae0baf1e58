// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.netcheck.exporter.client.ClusterInventory.Place;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Names;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a Node that the exporter needs.
 *
 * @param ready whether its condition Ready is True
 * @param excuse why its agents are expected to be silent; {@code ""} if they are not
 */
record NodeFacts(boolean ready, String excuse, Place place) {
  private static final String ZONE = "topology.kubernetes.io/zone";

  /** The label before Kubernetes 1.17; some clouds set only this one. */
  private static final String OLD_ZONE = "failure-domain.beta.kubernetes.io/zone";

  /**
   * @param domains the keys of labels that name smaller failure domains inside a zone
   */
  static NodeFacts of(Node node, PlannedTaints planned, List<String> domains) {
    return new NodeFacts(isReady(node), excuse(node, planned), place(node, domains));
  }

  private static boolean isReady(Node node) {
    List<NodeCondition> conditions =
        node.getStatus() == null ? List.of() : node.getStatus().getConditions();
    return ApiList.items(conditions)
        .anyMatch(it -> "Ready".equals(it.getType()) && "True".equals(it.getStatus()));
  }

  private static String excuse(Node node, PlannedTaints planned) {
    if (node.getMetadata().getDeletionTimestamp() != null) {
      return "its node is being deleted";
    }
    NodeSpec spec = node.getSpec();
    if (spec == null) {
      return "";
    }
    Optional<Taint> taint =
        ApiList.items(spec.getTaints())
            .filter(it -> it.getKey() != null && planned.announce(it.getKey()))
            .findFirst();
    if (taint.isPresent()) {
      return "its node is tainted " + taint.get().getKey();
    }
    return Boolean.TRUE.equals(spec.getUnschedulable()) ? "its node is cordoned" : "";
  }

  private static Place place(Node node, List<String> domains) {
    Map<String, String> labels =
        node.getMetadata().getLabels() == null ? Map.of() : node.getMetadata().getLabels();
    String zone =
        Stream.of(ZONE, OLD_ZONE)
            .flatMap(label -> Stream.ofNullable(labels.get(label)))
            .findFirst()
            .orElse("");
    List<NodeAddress> addresses =
        node.getStatus() == null ? List.of() : node.getStatus().getAddresses();
    List<InetAddress> internal =
        ApiList.items(addresses)
            .filter(it -> "InternalIP".equals(it.getType()) && it.getAddress() != null)
            .flatMap(it -> Addresses.literal(it.getAddress()).stream())
            .toList();
    return new Place(
        word(zone),
        domains.stream().map(label -> word(labels.getOrDefault(label, ""))).toList(),
        internal);
  }

  private static String word(@Nullable String value) {
    return value != null && Names.isWord(value) ? value : "";
  }
}
