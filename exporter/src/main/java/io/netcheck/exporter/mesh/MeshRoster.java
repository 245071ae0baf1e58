// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of a mesh, and the place of each client among them. One mesh after the other has the
 * same one until a client comes or goes. Immutable.
 */
@SuppressWarnings("EnumOrdinal") // places in arrays that live as long as a mesh
final class MeshRoster {
  static final int KINDS = AgentKind.values().length;

  private final List<ClientId> ids;

  /** Of each client, in the order of {@link #ids}. */
  private final int[] slots;

  private final List<String> names;
  private final Map<String, Integer> indexes;

  /**
   * @param names of all nodes, sorted; each client is on one of them
   */
  MeshRoster(List<Client> clients, Collection<String> names) {
    this.names = List.copyOf(names);
    indexes = HashMap.newHashMap(names.size());
    this.names.forEach(name -> indexes.put(name, indexes.size()));
    ids = clients.stream().map(Client::id).toList();
    slots = ids.stream().mapToInt(id -> slot(index(id.node()), id.kind())).toArray();
  }

  /** Where the client of this kind is in arrays of all clients by node. */
  static int slot(int node, AgentKind kind) {
    return node * KINDS + kind.ordinal();
  }

  /** Whether these are its clients, in the same order. */
  boolean isOf(List<Client> clients) {
    if (clients.size() != ids.size()) {
      return false;
    }
    for (int at = 0; at < slots.length; at++) {
      if (!clients.get(at).id().equals(ids.get(at))) {
        return false;
      }
    }
    return true;
  }

  /** The slot of the client at a place in the list. */
  int slot(int at) {
    return slots[at];
  }

  /** The names of all nodes, sorted. */
  List<String> names() {
    return names;
  }

  boolean contains(String name) {
    return indexes.containsKey(name);
  }

  /** The place of a node in {@link #names}; {@link LinkColumns#NO_NODE} if it is not there. */
  int index(String name) {
    return indexes.getOrDefault(name, LinkColumns.NO_NODE);
  }
}
