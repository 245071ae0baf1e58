// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.exporter.client.Client;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.DnsResult;
import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.protocol.ServiceResult;
import io.netcheck.verdict.Plane;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Builds a {@link Mesh} in one pass over the clients' planes, row by row. */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as this object
final class MeshBuilder {
  private static final int UP = LinkState.UP.code();
  private static final int UNKNOWN = LinkState.UNKNOWN.code();

  private final MeshNodes nodes;
  private final LinkColumns links;
  private int excused;
  private final NetworkTally[] networks = new NetworkTally[Network.values().length];
  private final CheckTally services = new CheckTally();
  private final CheckTally dns = new CheckTally();

  private final Predicate<String> gone;

  /** The links of the mesh before, if it had the same nodes in the same states. */
  private final LinkColumns.Earlier earlier;

  /**
   * @param gone whether a node of this name was deleted: links to it are excused
   */
  MeshBuilder(List<Client> clients, Predicate<String> gone, Optional<Mesh> before) {
    this.gone = gone;
    nodes = MeshNodes.of(clients, gone);
    int planeCount = 0;
    int[] rows = new int[networks.length];
    for (Client client : clients) {
      planeCount += client.results().planes().size();
      for (PlaneResults plane : client.results().planes()) {
        rows[plane.network().ordinal()] += plane.up().length;
      }
    }
    for (Network network : Network.values()) {
      networks[network.ordinal()] =
          new NetworkTally(network, nodes.zones(), rows[network.ordinal()]);
    }
    links = new LinkColumns(nodes.all(), planeCount);
    earlier =
        new LinkColumns.Earlier(
            before
                .filter(mesh -> nodes.areLike(mesh.nodes()))
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
    List<NetworkSummary> summaries = new ArrayList<>();
    List<ZonePair> pairs = new ArrayList<>();
    for (NetworkTally network : networks) {
      if (network.isUsed()) {
        summaries.add(network.summary());
        pairs.addAll(network.zonePairs());
      }
    }
    boolean zoned = nodes.all().stream().anyMatch(node -> !node.zone().isEmpty());
    return new Mesh(
        nodes.byName(),
        nodes.all(),
        links,
        excused,
        List.copyOf(summaries),
        zoned ? List.copyOf(pairs) : List.of(),
        services.all(),
        dns.all());
  }

  private void count(MeshNode source, boolean believed, boolean going, PlaneResults plane) {
    int net = plane.network().ordinal();
    int code = Plane.code(plane.network(), plane.family());
    AgentKind targets = Plane.agents(plane.network());
    int[] up = plane.up();
    LinkColumns.Rows rows =
        earlier
            .rows(plane, source.index)
            .orElseGet(() -> rows(plane, believed, nodes.indexes(plane.targets())));
    NetworkTally network = networks[net];
    RttProbe best = new RttProbe(plane);
    ProbeColumn fullSize = plane.probes().get(ProbeKind.MTU);
    links.add(plane, source.index, code, rows);
    for (int row = 0; row < up.length; row++) {
      int at = rows.targets()[row];
      MeshNode target = at == LinkColumns.NO_NODE ? null : nodes.all().get(at);
      int state = rows.states()[row];
      boolean excuses =
          target == null ? gone.test(plane.targets().get(row)) : target.isGoing(targets);
      if (going || excuses) {
        excused++;
      }
      network.add(plane.family(), state, source, target);
      if (target == null || state == UNKNOWN) {
        continue;
      }
      if (state == UP) {
        source.outUp[net]++;
        target.inUp[net]++;
        int column = best.column(row);
        if (column >= 0) {
          network.rtt(best.meanMicros(column, row), best.maxMicros(column, row), source, target);
        }
        if (fullSize != null && fullSize.pathMtuBytes(row) > 0 && fullSize.up()[row] == UP) {
          network.narrow(fullSize.pathMtuBytes(row));
        }
      } else {
        source.outDown[net]++;
        target.inDown[net]++;
      }
    }
  }

  private LinkColumns.Rows rows(PlaneResults plane, boolean believed, int[] indexes) {
    AgentKind targets = Plane.agents(plane.network());
    byte[] states = new byte[plane.up().length];
    for (int row = 0; row < states.length; row++) {
      boolean counts =
          believed
              && indexes[row] != LinkColumns.NO_NODE
              && nodes.all().get(indexes[row]).isExpected(targets);
      states[row] = (byte) (counts ? LinkState.of(plane.up()[row]).code() : UNKNOWN);
    }
    return LinkColumns.Rows.of(indexes, states);
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
