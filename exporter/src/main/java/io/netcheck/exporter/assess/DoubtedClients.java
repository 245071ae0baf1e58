// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.exporter.mesh.Link;
import io.netcheck.exporter.mesh.Plane;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whose results are last words: a client that others lost, and that was not heard since. A probe
 * asks for the way there and back, so a living agent loses its peers when they lose it, and says so
 * at once. Until it is stale, what it said before would speak for links that are gone, and against
 * the ones who told of it.
 */
final class DoubtedClients {
  /** A living agent waits a fifth of a second for more news before it tells of a lost link. */
  private static final Duration TO_ANSWER = Duration.ofMillis(600);

  /** Agents at the two ends of a link lose it within this time. */
  private static final Duration APART = Duration.ofSeconds(3);

  private DoubtedClients() {}

  /**
   * @param down since when links are down, by the clock that the clients' last heartbeats have
   */
  static Set<ClientId> of(List<Client> clients, Map<Link.Key, Instant> down, Instant now) {
    if (down.isEmpty()) {
      return Set.of();
    }
    Map<ClientId, Instant> lost = new HashMap<>();
    Map<ClientId, Instant> told = new HashMap<>();
    down.forEach((link, since) -> {
      AgentKind kind = Plane.agents(link.network());
      told.merge(new ClientId(kind, link.source()), since, DoubtedClients::later);
      if (Duration.between(since, now).compareTo(TO_ANSWER) >= 0) {
        lost.merge(new ClientId(kind, link.target()), since, DoubtedClients::later);
      }
    });
    Set<ClientId> unheard = new HashSet<>();
    for (Client client : clients) {
      Instant since = lost.get(client.id());
      if (since != null
          && client.state() == ClientState.ACTIVE
          && client.lastHeartbeat().isBefore(since)
          && !hasTold(told.get(client.id()), since)) {
        unheard.add(client.id());
      }
    }
    return unheard;
  }

  /** Whether it told of a loss of its own at about that time, and so after whatever happened. */
  private static boolean hasTold(@Nullable Instant told, Instant lost) {
    return told != null && !told.plus(APART).isBefore(lost);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
