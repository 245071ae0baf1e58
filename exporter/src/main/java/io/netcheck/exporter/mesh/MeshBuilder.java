// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.verdict.Plane;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Builds a {@link Mesh} in one pass over the clients' planes. Only planes that are not in the mesh
 * before are read row by row: there are many links, and a mesh is built every second.
 */
final class MeshBuilder {
  private static final int UNKNOWN = LinkState.UNKNOWN.code();

  private final MeshNodes nodes;
  private final LinkColumns links;
  private int excused;
  private final Set<Network> networks = EnumSet.noneOf(Network.class);
  private final CheckTally services = new CheckTally();
  private final CheckTally dns = new CheckTally();

  /** The links of the mesh before, if it had the same nodes in the same states. */
  private final LinkColumns.Earlier earlier;

  /**
   * @param gone whether a node of this name was deleted: it is no node of the mesh
   */
  MeshBuilder(List<Client> clients, Predicate<String> gone, Optional<Mesh> before) {
    nodes = MeshNodes.of(clients, gone, before);
    int planeCount = 0;
    for (Client client : clients) {
      planeCount += client.results().planes().size();
    }
    links = new LinkColumns(nodes.all(), planeCount);
    earlier =
        new LinkColumns.Earlier(
            before
                .filter(mesh -> nodes.areLike(mesh.known().all()))
                .map(Mesh::links)
                .orElseGet(() -> new LinkColumns(List.of(), 0)));
  }

  Mesh mesh() {
    for (MeshNode node : nodes.all()) {
      for (Client client : node.clients()) {
        boolean believed = client.isBelieved();
        for (PlaneResults plane : client.results().planes()) {
          count(node, believed, client.state().isGoing(), plane);
        }
        checks(node, client, believed);
      }
    }
    return new Mesh(nodes, links, networks, excused, services.all(), dns.all());
  }

  private void count(MeshNode source, boolean believed, boolean going, PlaneResults plane) {
    LinkColumns.Rows rows =
        earlier
            .rows(plane, source.index)
            .orElseGet(() -> rows(plane, believed, nodes.indexes(plane.targets())));
    links.add(plane, source.index, Plane.code(plane.network(), plane.family()), rows);
    if (rows.states().length > 0) {
      networks.add(plane.network());
    }
    excused += going ? rows.states().length : rows.going() + rows.strangers();
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

  private void checks(MeshNode node, Client client, boolean believed) {
    for (ServiceResult result : client.results().services()) {
      services.add(result, node.name(), believed);
    }
    for (DnsResult result : client.results().dns()) {
      dns.add(result, node.name(), believed);
    }
  }
}
