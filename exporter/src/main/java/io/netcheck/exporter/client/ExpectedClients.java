// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How many clients of each kind should report, at one moment. */
public record ExpectedClients(Map<AgentKind, Integer> byKind) {
  public ExpectedClients {
    byKind = Map.copyOf(byKind);
  }

  /**
   * Expects the configured number of a kind. Without a configured number, expects the known clients
   * that are not going, and the agents that run and have not reported yet.
   *
   * @param awaited the agents that run, as far as the cluster source knows
   */
  public static ExpectedClients of(
      Map<AgentKind, Integer> configured, List<Client> clients, Set<ClientId> awaited) {
    Map<AgentKind, Integer> byKind = new EnumMap<>(AgentKind.class);
    for (AgentKind kind : AgentKind.values()) {
      byKind.put(kind, 0);
    }
    Set<ClientId> others = new HashSet<>(awaited);
    for (Client client : clients) {
      if (!client.state().isGoing()) {
        byKind.merge(client.id().kind(), 1, Integer::sum);
        others.remove(client.id());
      }
    }
    others.forEach(id -> byKind.merge(id.kind(), 1, Integer::sum));
    byKind.putAll(configured);
    return new ExpectedClients(byKind);
  }

  public int of(AgentKind kind) {
    return byKind.getOrDefault(kind, 0);
  }

  /** Of all kinds together. */
  public int total() {
    return byKind.values().stream().mapToInt(Integer::intValue).sum();
  }
}
