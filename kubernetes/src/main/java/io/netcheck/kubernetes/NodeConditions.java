// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.kubernetes.NodeReachability.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the condition {@link NodeReachability#CONDITION} of Nodes: when it has changed for long
 * enough, and every few minutes, so that a reader can see that it is up to date. For one thread at
 * a time.
 */
final class NodeConditions {
  private static final Logger LOG = LoggerFactory.getLogger(NodeConditions.class);

  /** As often as a kubelet writes its conditions. */
  private static final Duration REFRESH = Duration.ofMinutes(5);

  /** A node whose condition cannot be written must not be tried in every round. */
  private static final Duration RETRY = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final ProcessClock clock;
  private final Map<String, Wanted> wanted = new HashMap<>();

  /** What a node should have, since when, and what was tried last to write. */
  private static final class Wanted {
    NodeReachability reachability;
    long sinceNanos;
    @Nullable Long triedNanos;
    @Nullable Status tried;

    Wanted(NodeReachability reachability, long nowNanos) {
      this.reachability = reachability;
      this.sinceNanos = nowNanos;
    }
  }

  NodeConditions(KubernetesClient client, ProcessClock clock) {
    this.client = client;
    this.clock = clock;
  }

  /**
   * Writes what is due.
   *
   * @param nodes what the API says of them
   * @param attempts where each write is tried
   */
  void write(
      Map<String, NodeReachability> all, Map<String, NodeFacts> nodes, WriteAttempts attempts) {
    wanted.keySet().retainAll(all.keySet());
    for (Map.Entry<String, NodeReachability> each : all.entrySet()) {
      NodeReachability now = each.getValue();
      Wanted node = wanted.computeIfAbsent(each.getKey(), _ -> new Wanted(now, clock.nanoTime()));
      if (node.reachability.status() != now.status()) {
        node.sinceNanos = clock.nanoTime();
      }
      node.reachability = now;
      NodeFacts facts = nodes.get(each.getKey());
      if (facts != null && attempts.isOpen() && isDue(node, facts)) {
        node.triedNanos = clock.nanoTime();
        node.tried = now.status();
        attempts.attempt(() -> write(each.getKey(), node, facts.published()));
      }
    }
  }

  private boolean isDue(Wanted node, NodeFacts facts) {
    if (node.triedNanos != null
        && node.tried == node.reachability.status()
        && clock.since(node.triedNanos).compareTo(RETRY) < 0) {
      return false;
    }
    boolean same =
        facts
            .published()
            .filter(it -> it.status().equals(node.reachability.status().label()))
            .isPresent();
    if (!same) {
      return clock.since(node.sinceNanos).compareTo(patience(node.reachability.status())) >= 0;
    }
    return node.triedNanos == null || clock.since(node.triedNanos).compareTo(REFRESH) >= 0;
  }

  /** A short outage is no reason to replace a node, nor is an exporter that has just started. */
  private static Duration patience(Status status) {
    return switch (status) {
      case TRUE -> Duration.ZERO;
      case FALSE -> Duration.ofSeconds(10);
      case UNKNOWN -> Duration.ofMinutes(1);
    };
  }

  private void write(String name, Wanted node, Optional<PublishedCondition> before) {
    NodeReachability now = node.reachability;
    Instant time = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    boolean same = before.filter(it -> it.status().equals(now.status().label())).isPresent();
    Node change =
        new NodeBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewStatus()
            .addNewCondition()
            .withType(NodeReachability.CONDITION)
            .withStatus(now.status().label())
            .withReason(now.reason())
            .withMessage(EventText.shortened(now.message()))
            .withLastHeartbeatTime(time.toString())
            .withLastTransitionTime((same ? before.orElseThrow().since() : time).toString())
            .endCondition()
            .endStatus()
            .build();
    client
        .nodes()
        // By its name and a text, the library would first get the node.
        .resource(change)
        .subresource("status")
        .patch(PatchContext.of(PatchType.STRATEGIC_MERGE));
    if (!same) {
      LOG.info(
          "node condition written node={} status={} reason={}",
          name,
          now.status().label(),
          now.reason());
    }
  }
}
