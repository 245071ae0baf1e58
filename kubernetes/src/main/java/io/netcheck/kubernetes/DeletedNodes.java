// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.client.NodeDeletion;
import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Nodes and agents' pods that were deleted. A node is remembered for an hour, because agents can
 * still report from it or about it. A pod is remembered as long as its node exists. Thread-safe.
 */
final class DeletedNodes {
  private static final Duration MEMORY = Duration.ofHours(1);

  private final ProcessClock clock;
  private final Map<String, NodeDeletion> nodes = new HashMap<>();
  private final Set<ClientId> agents = new HashSet<>();

  DeletedNodes(ProcessClock clock) {
    this.clock = clock;
  }

  synchronized void node(String name, boolean certain) {
    nodes.put(name, new NodeDeletion(clock.nanoTime(), certain));
    agents.removeIf(id -> id.node().equals(name));
  }

  synchronized void pod(PodFacts pod) {
    if (pod.client() != null) {
      agents.add(pod.client());
    }
  }

  /** Forgets what exists again, and nodes that were deleted long ago. */
  synchronized void tidy(Set<String> nodesThere, Set<ClientId> agentsThere) {
    nodes.keySet().removeAll(nodesThere);
    nodes.values().removeIf(it -> clock.since(it.nanoTime()).compareTo(MEMORY) > 0);
    agents.removeAll(agentsThere);
  }

  synchronized Map<String, NodeDeletion> nodes() {
    return Map.copyOf(nodes);
  }

  synchronized Set<ClientId> agents() {
    return Set.copyOf(agents);
  }
}
