// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.verdict.Plane;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Mesh} in one pass over the clients. Only planes that are not in the mesh before
 * are read row by row: there are many links, and a mesh is built every second.
 */
final class MeshBuilder {
  private static final AgentKind[] KINDS = AgentKind.values();
  private static final int UNKNOWN = LinkState.UNKNOWN.code();

  private final List<Client> clients;
  private final MeshNodes nodes;

  /** The mesh before, if it had the same nodes in the same states. */
  private final Optional<Mesh> earlier;

  /**
   * @param gone whether a node of this name was deleted: it is no node of the mesh
   */
  MeshBuilder(List<Client> clients, Predicate<String> gone, Optional<Mesh> before) {
    this.clients = clients;
    nodes = MeshNodes.of(clients, gone, before);
    earlier = before.filter(mesh -> nodes.areLike(mesh.known()));
  }

  Mesh mesh() {
    Optional<LinkColumns> changed = earlier.flatMap(mesh -> changed(mesh.links()));
    LinkColumns links = changed.orElseGet(this::read);
    CheckTally services = new CheckTally();
    CheckTally dns = new CheckTally();
    for (Client client : clients) {
      String node = client.id().node();
      for (ServiceResult result : client.results().services()) {
        services.add(result, node, client.isBelieved());
      }
      for (DnsResult result : client.results().dns()) {
        dns.add(result, node, client.isBelieved());
      }
    }
    return new Mesh(nodes, links, services.all(), dns.all());
  }

  /**
   * The links before, with those of clients that have reported since; empty if these report other
   * planes.
   */
  private Optional<LinkColumns> changed(LinkColumns before) {
    LinkColumns links = new LinkColumns(nodes.all(), before);
    for (MeshNode node : nodes.all()) {
      for (AgentKind kind : KINDS) {
        int slot = MeshRoster.slot(node.index(), kind);
        List<PlaneResults> results = results(node.known(kind));
        if (!before.isOf(slot, results)
            && !links.replace(
                slot,
                results,
                node.isGoing(kind),
                (plane, old, targets) ->
                    rows(
                        plane,
                        node.isBelieved(kind),
                        plane.targets().equals(old.targets())
                            ? targets
                            : nodes.indexes(plane.targets())))) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(links);
  }

  private LinkColumns read() {
    int planes = 0;
    for (Client client : clients) {
      planes += client.results().planes().size();
    }
    LinkColumns links = new LinkColumns(nodes.all(), planes);
    for (MeshNode node : nodes.all()) {
      for (AgentKind kind : KINDS) {
        int slot = MeshRoster.slot(node.index(), kind);
        links.add(
            slot,
            results(node.known(kind)),
            node.isGoing(kind),
            plane ->
                earlier
                    .flatMap(mesh -> mesh.links().rows(slot, plane))
                    .orElseGet(
                        () -> rows(plane, node.isBelieved(kind), nodes.indexes(plane.targets()))));
      }
    }
    return links;
  }

  private static List<PlaneResults> results(@Nullable Client client) {
    return client == null ? List.of() : client.results().planes();
  }

  private LinkColumns.Rows rows(PlaneResults plane, boolean believed, int[] indexes) {
    AgentKind targets = Plane.agents(plane.network());
    byte[] states = new byte[plane.up().length];
    int going = 0;
    for (int row = 0; row < states.length; row++) {
      MeshNode target = indexes[row] == LinkColumns.NO_NODE ? null : nodes.all().get(indexes[row]);
      boolean counts = believed && target != null && target.isExpected(targets);
      states[row] = (byte) (counts ? LinkState.of(plane.up()[row]).code() : UNKNOWN);
      going += target != null && target.isGoing(targets) ? 1 : 0;
    }
    return LinkColumns.Rows.of(indexes, states, going);
  }
}
