// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.AgentKind;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How many clients there should be: as many as somebody said, or else those that are known and that
 * nobody expects to go.
 *
 * @param configured by kind, where somebody said so
 */
public record ExpectedClients(Map<AgentKind, Integer> configured) {
  public static final ExpectedClients KNOWN = new ExpectedClients(Map.of());

  public ExpectedClients {
    configured = Map.copyOf(configured);
  }

  public int of(AgentKind kind, List<Client> clients) {
    Integer said = configured.get(kind);
    return said != null
        ? said
        : (int)
            clients.stream()
                .filter(client -> client.id().kind() == kind && !client.state().isGoing())
                .count();
  }

  /** Of all kinds together. */
  public int of(List<Client> clients) {
    return Arrays.stream(AgentKind.values()).mapToInt(kind -> of(kind, clients)).sum();
  }
}
