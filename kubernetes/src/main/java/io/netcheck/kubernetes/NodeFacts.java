// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.Taint;
import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.client.ClusterInventory.Place;
import io.netcheck.protocol.Addresses;
import io.netcheck.protocol.Names;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a Node that the exporter needs.
 *
 * @param uid differs between nodes that have the same name one after the other
 * @param ready whether its condition Ready is True
 * @param excuse why its agents are expected to be silent; {@code ""} if they are not
 * @param mayRunAgents whether agents can run there: they need Linux
 * @param ignoredUntil until when its faults alert nobody, as its annotation says
 * @param problems its conditions that are not as they should be, in words
 * @param published the condition that an exporter has written
 * @param sinceNanos when this process first saw it as ready as it is now
 */
record NodeFacts(
    String uid,
    boolean ready,
    String excuse,
    Place place,
    boolean mayRunAgents,
    Optional<Instant> ignoredUntil,
    List<String> problems,
    NodeChanges changes,
    Optional<PublishedCondition> published,
    long sinceNanos) {
  /** A time in RFC 3339: until then, faults of this node alert nobody. */
  static final String IGNORE_UNTIL = "netcheck.io/ignore-until";

  private static final String SYSTEM = "kubernetes.io/os";
  private static final String ZONE = "topology.kubernetes.io/zone";

  /** The label before Kubernetes 1.17; some clouds set only this one. */
  private static final String OLD_ZONE = "failure-domain.beta.kubernetes.io/zone";

  /**
   * @param before what was known of the node before; null for nothing
   * @param domains the keys of labels that name smaller failure domains inside a zone
   */
  static NodeFacts of(
      Node node,
      @Nullable NodeFacts before,
      PlannedTaints planned,
      List<String> domains,
      ClockReading now) {
    boolean ready = isReady(node);
    return new NodeFacts(
        Objects.requireNonNullElse(node.getMetadata().getUid(), ""),
        ready,
        excuse(node, planned),
        place(node, domains),
        "linux".equals(labels(node).getOrDefault(SYSTEM, "linux")),
        ignoredUntil(node),
        NodeProblems.of(node),
        NodeChanges.of(node, before == null ? null : before.changes, now.wallTime()),
        PublishedCondition.of(node),
        before != null && before.ready == ready ? before.sinceNanos : now.nanoTime());
  }

  private static Map<String, String> labels(Node node) {
    return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
  }

  private static Optional<Instant> ignoredUntil(Node node) {
    Map<String, String> annotations = node.getMetadata().getAnnotations();
    return annotations == null ? Optional.empty() : Timestamp.of(annotations.get(IGNORE_UNTIL));
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
    Map<String, String> labels = labels(node);
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
