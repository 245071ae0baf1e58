// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * How many clients there should be: as many as somebody said, or else those that are known and that
 * nobody expects to go, and those that run somewhere and were not heard of yet.
 *
 * @param configured by kind, where somebody said so
 * @param inventory knows who runs
 */
public record ExpectedClients(
    Map<AgentKind, Integer> configured, Supplier<ClusterInventory> inventory) {
  public static final ExpectedClients KNOWN = new ExpectedClients(Map.of());

  public ExpectedClients {
    configured = Map.copyOf(configured);
  }

  public ExpectedClients(Map<AgentKind, Integer> configured) {
    this(configured, () -> ClusterInventory.NONE);
  }

  /** The same, asking somebody who knows who runs. */
  public ExpectedClients with(Supplier<ClusterInventory> knows) {
    return new ExpectedClients(configured, knows);
  }

  public int of(AgentKind kind, List<Client> clients) {
    Integer said = configured.get(kind);
    return said != null ? said : (int) wanted(kind, clients);
  }

  private long wanted(AgentKind kind, List<Client> clients) {
    Set<ClientId> staying =
        clients.stream()
            .filter(client -> client.id().kind() == kind && !client.state().isGoing())
            .map(Client::id)
            .collect(Collectors.toSet());
    return staying.size()
        + inventory.get().awaited().stream()
            .filter(id -> id.kind() == kind && !staying.contains(id))
            .count();
  }

  /** Of all kinds together. */
  public int of(List<Client> clients) {
    return Arrays.stream(AgentKind.values()).mapToInt(kind -> of(kind, clients)).sum();
  }
}
