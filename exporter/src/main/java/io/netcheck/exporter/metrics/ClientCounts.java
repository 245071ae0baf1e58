// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.metrics;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClientState;
import io.netcheck.protocol.AgentKind;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How many clients there are of each sort. */
final class ClientCounts {
  /** A cluster runs two versions at a time, and a few when something is wrong. */
  private static final int MOST_VERSIONS = 20;

  private record Cell(AgentKind kind, ClientState state) {}

  private final Map<Cell, Integer> states = new HashMap<>();
  private final Map<AgentKind, Integer> duplicates = new EnumMap<>(AgentKind.class);
  private final Map<AgentKind, Integer> stalled = new EnumMap<>(AgentKind.class);
  private final Map<String, Integer> versions = new HashMap<>();

  ClientCounts(List<Client> clients) {
    for (Client client : clients) {
      AgentKind kind = client.id().kind();
      states.merge(new Cell(kind, client.state()), 1, Integer::sum);
      duplicates.merge(kind, client.duplicates().size(), Integer::sum);
      boolean stands = client.state() == ClientState.ACTIVE && !client.probing();
      stalled.merge(kind, stands ? 1 : 0, Integer::sum);
      if (client.isHeard()) {
        versions.merge(client.identity().version(), 1, Integer::sum);
      }
    }
  }

  int in(AgentKind kind, ClientState state) {
    return states.getOrDefault(new Cell(kind, state), 0);
  }

  int duplicates(AgentKind kind) {
    return duplicates.getOrDefault(kind, 0);
  }

  int stalled(AgentKind kind) {
    return stalled.getOrDefault(kind, 0);
  }

  /** The most frequent versions by name, and the sum of the others as {@code other}. */
  Map<String, Integer> byVersion() {
    Map<String, Integer> named = new TreeMap<>();
    versions.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(entry -> {
          boolean room = named.size() < MOST_VERSIONS;
          named.merge(room ? entry.getKey() : "other", entry.getValue(), Integer::sum);
        });
    return named;
  }
}
