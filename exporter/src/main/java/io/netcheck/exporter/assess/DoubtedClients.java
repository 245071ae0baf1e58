// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ClockReading;
import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.verdict.Plane;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The active clients whose last results are outdated: other clients lost them, and they have not
 * sent a heartbeat since. A probe tests the way there and back. So an agent that still runs loses
 * its peers when they lose it, and reports that at once. Until the silent client is stale, its last
 * results would count for links that are gone, and against the agents that reported the loss.
 */
final class DoubtedClients {
  /**
   * A client has this long to report its own losses. An agent collects lost links for a fifth of a
   * second before it sends a heartbeat.
   */
  private static final Duration TO_ANSWER = Duration.ofMillis(600);

  /** Agents at the two ends of a link lose it within this time. */
  private static final long APART_NANOS = Duration.ofSeconds(3).toNanos();

  private DoubtedClients() {}

  /**
   * @param down since when links are down
   * @param now not later than the moment of {@code clients}
   */
  static Set<ClientId> of(
      List<Client> clients, Map<Link.Key, ClockReading> down, ClockReading now) {
    if (down.isEmpty()) {
      return Set.of();
    }
    // The times are relative to now: numbers below zero that can be compared.
    Map<ClientId, Long> lost = new HashMap<>();
    Map<ClientId, Long> reported = new HashMap<>();
    down.forEach((link, first) -> {
      AgentKind kind = Plane.agents(link.network());
      Duration age = now.since(first);
      long since = -age.toNanos();
      reported.merge(new ClientId(kind, link.source()), since, Long::max);
      if (age.compareTo(TO_ANSWER) >= 0) {
        lost.merge(new ClientId(kind, link.target()), since, Long::max);
      }
    });
    Set<ClientId> doubted = new HashSet<>();
    for (Client client : clients) {
      Long since = lost.get(client.id());
      if (since != null
          && client.state() == ClientState.ACTIVE
          && -client.timing().age().toNanos() < since
          && !hasReported(reported.get(client.id()), since)) {
        doubted.add(client.id());
      }
    }
    return doubted;
  }

  /** Whether the client reported a loss of its own at about that time. */
  private static boolean hasReported(@Nullable Long reported, long lost) {
    return reported != null && reported + APART_NANOS >= lost;
  }
}
