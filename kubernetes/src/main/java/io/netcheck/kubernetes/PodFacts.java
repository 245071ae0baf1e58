// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Names;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The facts about a pod that the exporter needs.
 *
 * @param namespace that it is in
 * @param uid differs between pods that have the same name one after the other
 * @param placed whether the scheduler has placed it on a node
 * @param client the client that its agent is; null if its node is not known
 * @param sinceNanos when this process first saw it in this phase
 * @param condition what else its status says
 */
record PodFacts(
    String namespace,
    String name,
    String uid,
    boolean placed,
    @Nullable ClientId client,
    Phase phase,
    long sinceNanos,
    PodCondition condition) {
  /** The phases of a pod, the one that counts most for its agent first. */
  enum Phase {
    RUNNING,
    PENDING,
    TERMINATING,
    /** It ended, or its phase is unknown. */
    OVER
  }

  static PodFacts of(Pod pod, @Nullable PodFacts before, long nanoTime) {
    Phase phase = phase(pod);
    long since = before != null && before.phase == phase ? before.sinceNanos : nanoTime;
    return new PodFacts(
        Objects.requireNonNullElse(pod.getMetadata().getNamespace(), ""),
        pod.getMetadata().getName(),
        Objects.requireNonNullElse(pod.getMetadata().getUid(), ""),
        pod.getSpec() != null && pod.getSpec().getNodeName() != null,
        client(pod),
        phase,
        since,
        PodCondition.of(pod));
  }

  private static Phase phase(Pod pod) {
    if (pod.getMetadata().getDeletionTimestamp() != null) {
      return Phase.TERMINATING;
    }
    String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
    return switch (phase == null ? "Pending" : phase) {
      case "Running" -> Phase.RUNNING;
      case "Pending" -> Phase.PENDING;
      default -> Phase.OVER;
    };
  }

  private static @Nullable ClientId client(Pod pod) {
    PodSpec spec = pod.getSpec();
    if (spec == null) {
      return null;
    }
    AgentKind kind = Boolean.TRUE.equals(spec.getHostNetwork()) ? AgentKind.HOST : AgentKind.POD;
    return node(spec).filter(Names::isNode).map(node -> new ClientId(kind, node)).orElse(null);
  }

  private static Optional<String> node(PodSpec spec) {
    return spec.getNodeName() == null
        ? intended(spec.getAffinity())
        : Optional.of(spec.getNodeName());
  }

  /** Before a pod of a DaemonSet is placed, its affinity names its node. */
  private static Optional<String> intended(@Nullable Affinity affinity) {
    NodeSelector required =
        affinity == null || affinity.getNodeAffinity() == null
            ? null
            : affinity.getNodeAffinity().getRequiredDuringSchedulingIgnoredDuringExecution();
    Stream<NodeSelectorTerm> terms =
        required == null ? Stream.empty() : ApiList.items(required.getNodeSelectorTerms());
    return terms
        .flatMap(term -> ApiList.items(term.getMatchFields()))
        .filter(field -> "metadata.name".equals(field.getKey()) && "In".equals(field.getOperator()))
        .flatMap(field -> ApiList.items(field.getValues()))
        .findFirst();
  }
}
