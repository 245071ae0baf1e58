// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.k8snet;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The pod that holds each identity: of several pods on one node the one whose incarnation began
 * last. Either it replaced another pod, or two pods run at once.
 */
final class NodeClients {
  /** The state of one pod at one moment. */
  record Seen(
      ClientId id,
      String instance,
      String nodeIp,
      String podIp,
      K8snetClient known,
      boolean active,
      long lifeBeganNanos,
      long heardNanos) {}

  private final TreeMap<ClientId, Seen> holders = new TreeMap<>();
  private final Map<ClientId, List<Seen>> others = new HashMap<>();

  NodeClients(List<Seen> all) {
    for (Seen seen : all) {
      Seen other = holders.get(seen.id());
      if (other == null) {
        holders.put(seen.id(), seen);
      } else {
        boolean later = isLater(seen, other);
        holders.put(seen.id(), later ? seen : other);
        others.computeIfAbsent(seen.id(), _ -> new ArrayList<>()).add(later ? other : seen);
      }
    }
  }

  private static boolean isLater(Seen one, Seen other) {
    if (one.active() != other.active()) {
      return one.active();
    }
    return one.lifeBeganNanos() != other.lifeBeganNanos()
        ? one.lifeBeganNanos() > other.lifeBeganNanos()
        : one.instance().compareTo(other.instance()) > 0;
  }

  Iterable<Seen> holders() {
    return holders.values();
  }

  /** Pods that still send heartbeats although another pod holds their identity. */
  List<Seen> duplicates(Seen holder) {
    return others.getOrDefault(holder.id(), List.of()).stream()
        .filter(other -> other.active() && other.heardNanos() > holder.lifeBeganNanos())
        .toList();
  }

  /** The nodes of the holders, by their addresses of this kind. */
  Map<String, String> nodes(AgentKind kind, boolean podAddress) {
    Map<String, String> nodes = new HashMap<>();
    for (Seen holder : holders.values()) {
      if (holder.id().kind() == kind && holder.active()) {
        nodes.put(podAddress ? holder.podIp() : holder.nodeIp(), holder.id().node());
      }
    }
    return nodes;
  }
}
