// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.ClientId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What is known of all clients at one moment. */
final class ClientSnapshots {
  private final ClientEntries entries;
  private final HandedOutStretch stretch;

  ClientSnapshots(ClientEntries entries, HandedOutStretch stretch) {
    this.entries = entries;
    this.stretch = stretch;
  }

  /**
   * Every client, every one that is overdue, and one of each node without an agent, in the order of
   * their identities.
   */
  List<Client> clients(ClusterInventory known) {
    long now = entries.nowNanos();
    List<Client> clients =
        new ArrayList<>(
            entries.read(entry ->
                entry.client(
                    now, known.standing(entry.id()), known.place(entry.id().node()).zone())));
    List<ClientId> overdue =
        known.overdue(
            entries.clock().nanoTime(),
            stretch.patience(entries.config().freshness().multipliedBy(2)));
    List<ClientId> withoutAgent = known.withoutAgent(entries.clock().nanoTime());
    if (!overdue.isEmpty() || !withoutAgent.isEmpty()) {
      Set<ClientId> there = HashSet.newHashSet(clients.size());
      Set<String> nodes = HashSet.newHashSet(clients.size());
      clients.forEach(client -> {
        there.add(client.id());
        nodes.add(client.id().node());
      });
      overdue.stream()
          .filter(there::add)
          .forEach(id -> clients.add(Client.absent(id, known.place(id.node()).zone())));
      withoutAgent.stream()
          .filter(id -> !nodes.contains(id.node()))
          .forEach(id -> clients.add(Client.withoutAgent(id, known.place(id.node()).zone())));
      clients.sort(Comparator.comparing(Client::id));
    }
    return clients;
  }

  /** Nodes that the cluster had, and of which {@code known} has neither the node nor its end. */
  Set<String> formerNodes(ClusterInventory known) {
    Set<String> nodes = new HashSet<>();
    entries.read(
        entry -> entry.isNodeMissing(known.standing(entry.id())) && nodes.add(entry.id().node()));
    return nodes;
  }
}
