// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.exporter.client.ClusterInventory;
import io.netcheck.exporter.client.ClusterOpinion;
import io.netcheck.exporter.client.ExpectedPod;
import io.netcheck.exporter.client.NodeCircumstances;
import io.netcheck.exporter.client.NodeDeletion;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The state of a cluster at one moment, from its nodes and pods together. Immutable. */
final class ClusterView implements ClusterInventory {
  /** Until then, a pod that does not run and a node that is not ready may only be slow. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final long nowNanos;
  private final @Nullable Map<String, NodeFacts> nodes;
  private final Map<ClientId, PodFacts> pods = new HashMap<>();
  private final Set<ClientId> removed;
  private final Map<String, NodeDeletion> deletions;
  private final Set<ClientId> awaited = new LinkedHashSet<>();
  private final Optional<List<ExpectedPod>> expected;

  /** An agent of each node that has none and is expected to stay. */
  private final Map<ClientId, NodeFacts> withoutAgent = new TreeMap<>();

  /**
   * @param nodes by name; null if there was no complete list yet
   * @param agents the pods of agents; null if there was no complete list yet
   * @param others the pods of the other program; null if there is none or no complete list yet
   * @param removed agents whose pod was deleted
   * @param deletions of nodes, by name
   * @param nowNanos the moment of the view, by the process's monotonic clock
   */
  ClusterView(
      @Nullable Map<String, NodeFacts> nodes,
      @Nullable Collection<PodFacts> agents,
      @Nullable Collection<PodFacts> others,
      Set<ClientId> removed,
      Map<String, NodeDeletion> deletions,
      long nowNanos) {
    this.nodes = nodes;
    this.nowNanos = nowNanos;
    this.removed = Set.copyOf(removed);
    this.deletions = Map.copyOf(deletions);
    for (PodFacts pod : agents == null ? List.<PodFacts>of() : agents) {
      if (pod.client() != null) {
        pods.merge(pod.client(), pod, ClusterView::better);
      }
    }
    pods.forEach((id, pod) -> {
      if (pod.phase() == PodFacts.Phase.RUNNING && isThere(id.node()) && excuse(id).isEmpty()) {
        awaited.add(id);
      }
    });
    expected = agents == null || others == null ? Optional.empty() : Optional.of(expected(others));
    findNodesWithoutAgent();
  }

  private void findNodesWithoutAgent() {
    Optional<AgentKind> kind =
        pods.keySet().stream().map(ClientId::kind).max(Comparator.naturalOrder());
    if (nodes == null || kind.isEmpty()) {
      return;
    }
    Set<String> withPods =
        pods.entrySet().stream()
            .filter(entry -> entry.getValue().phase() != PodFacts.Phase.OVER)
            .map(entry -> entry.getKey().node())
            .collect(Collectors.toSet());
    nodes.forEach((name, node) -> {
      if (node.mayRunAgents() && node.excuse().isEmpty() && !withPods.contains(name)) {
        withoutAgent.put(new ClientId(kind.get(), name), node);
      }
    });
  }

  private List<ExpectedPod> expected(Collection<PodFacts> others) {
    Stream<ExpectedPod> own =
        pods.entrySet().stream()
            .filter(entry -> awaited.contains(entry.getKey()))
            .map(entry -> new ExpectedPod(entry.getValue().name(), entry.getKey()));
    Set<String> agents = pods.values().stream().map(PodFacts::name).collect(Collectors.toSet());
    Stream<ExpectedPod> theirs =
        others.stream()
            .filter(pod -> isDue(pod) && !agents.contains(pod.name()))
            .map(pod -> new ExpectedPod(pod.name(), null));
    return Stream.concat(own, theirs).sorted(Comparator.comparing(ExpectedPod::name)).toList();
  }

  private boolean isDue(PodFacts pod) {
    ClientId at = pod.client();
    return pod.phase() == PodFacts.Phase.RUNNING
        && at != null
        && isThere(at.node())
        && excuse(at.node()).isEmpty();
  }

  private String excuse(String name) {
    NodeFacts node = node(name);
    return node == null ? "" : node.excuse();
  }

  /** While a pod is being replaced, an agent can have two; the new pod counts. */
  private static PodFacts better(PodFacts a, PodFacts b) {
    return Comparator.comparing(PodFacts::phase).thenComparing(PodFacts::name).compare(a, b) <= 0
        ? a
        : b;
  }

  private @Nullable NodeFacts node(String name) {
    return nodes == null ? null : nodes.get(name);
  }

  /**
   * Whether the node of a pod exists. A pod can outlive its node for a while. If nodes are unknown,
   * every node counts as existing.
   */
  private boolean isThere(String node) {
    return nodes == null || nodes.containsKey(node);
  }

  @Override
  public ClusterOpinion standing(ClientId id) {
    NodeFacts node = node(id.node());
    PodFacts pod = pods.get(id);
    return new ClusterOpinion(
        node != null,
        node == null ? deletions.get(id.node()) : null,
        pod != null && pod.phase() != PodFacts.Phase.OVER,
        excuse(id),
        pod != null
            && node != null
            && node.excuse().isEmpty()
            && pod.phase() != PodFacts.Phase.RUNNING
            && isOverdue(pod, node, nowNanos, PATIENCE));
  }

  private String excuse(ClientId id) {
    String why = excuse(id.node());
    if (!why.isEmpty()) {
      return why;
    }
    NodeFacts node = node(id.node());
    // Kubernetes terminates the pods of a lost node. That must not hide the failure of the node.
    if (node != null && !node.ready()) {
      return "";
    }
    PodFacts pod = pods.get(id);
    if (pod == null) {
      return removed.contains(id) ? "its pod was deleted" : "";
    }
    return switch (pod.phase()) {
      case PENDING -> "its pod is pending";
      case TERMINATING -> "its pod is terminating";
      case RUNNING, OVER -> "";
    };
  }

  @Override
  public Place place(String name) {
    NodeFacts node = node(name);
    return node == null ? Place.UNKNOWN : node.place();
  }

  @Override
  public Set<ClientId> awaited() {
    return awaited;
  }

  private static boolean isLong(long sinceNanos, long nowNanos) {
    return nowNanos - sinceNanos > PATIENCE.toNanos();
  }

  @Override
  public List<ClientId> overdue(long nanoTime, Duration grace) {
    List<ClientId> overdue = new ArrayList<>();
    pods.forEach((id, pod) -> {
      NodeFacts node = node(id.node());
      if (node != null && node.excuse().isEmpty() && isOverdue(pod, node, nanoTime, grace)) {
        overdue.add(id);
      }
    });
    return overdue;
  }

  private static boolean isOverdue(PodFacts pod, NodeFacts node, long nanoTime, Duration grace) {
    return switch (pod.phase()) {
      case RUNNING ->
          node.ready()
              ? nanoTime - pod.sinceNanos() > grace.toNanos()
              : isLong(node.sinceNanos(), nanoTime);
      case PENDING -> isLong(pod.sinceNanos(), nanoTime);
      // On a node that is not ready, every pod is terminating at some time.
      case TERMINATING -> node.ready() && isLong(pod.sinceNanos(), nanoTime);
      case OVER -> false;
    };
  }

  @Override
  public List<ClientId> withoutAgent(long nanoTime) {
    return withoutAgent.entrySet().stream()
        .filter(entry -> isLong(entry.getValue().sinceNanos(), nanoTime))
        .map(Map.Entry::getKey)
        .toList();
  }

  @Override
  public NodeCircumstances circumstances(String name, Instant now) {
    NodeFacts node = node(name);
    if (node == null) {
      return NodeCircumstances.NONE;
    }
    List<PodFacts> agents =
        Arrays.stream(AgentKind.values())
            .flatMap(kind -> Stream.ofNullable(pods.get(new ClientId(kind, name))))
            .toList();
    return CircumstancesText.of(node, agents, now);
  }

  @Override
  public boolean isIgnored(String name, Instant now) {
    NodeFacts node = node(name);
    return node != null && node.ignoredUntil().filter(now::isBefore).isPresent();
  }

  @Override
  public Optional<List<ExpectedPod>> pods() {
    return expected;
  }

  @Override
  public boolean isGone(String name) {
    return deletions.containsKey(name) && !isPresent(name);
  }

  private boolean isPresent(String name) {
    return nodes != null && nodes.containsKey(name);
  }
}
