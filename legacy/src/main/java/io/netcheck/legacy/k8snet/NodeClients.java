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
 * Who holds each identity: of several pods on one node the one whose life began last. It is a pod
 * that took another's place, or two of them at once.
 */
final class NodeClients {
  /** One pod at one moment. */
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

  /** Those that still heartbeat though another holds their identity. */
  List<Seen> duplicates(Seen holder) {
    return others.getOrDefault(holder.id(), List.of()).stream()
        .filter(other -> other.active() && other.heardNanos() > holder.lifeBeganNanos())
        .toList();
  }

  /** The nodes that the holders' addresses of this kind belong to. */
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
