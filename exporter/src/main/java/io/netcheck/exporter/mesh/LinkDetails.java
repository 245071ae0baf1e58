// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.mesh;

import io.netcheck.protocol.LinkState;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.PlaneResults;
import io.netcheck.protocol.ProbeColumn;
import io.netcheck.protocol.ProbeKind;
import java.util.ArrayList;
import java.util.List;

/**
 * What takes a look at every link of a mesh: the state of each network and each pair of zones, and
 * the links of each node.
 *
 * @param zones empty if no node has a zone
 */
@SuppressWarnings("EnumOrdinal") // indexes of arrays that live as long as the mesh
record LinkDetails(List<NetworkSummary> networks, List<ZonePair> zones) {
  private static final int UP = LinkState.UP.code();
  private static final int UNKNOWN = LinkState.UNKNOWN.code();

  LinkDetails {
    networks = List.copyOf(networks);
    zones = List.copyOf(zones);
  }

  /** Those of {@code links}; also counts the links of each of their {@code nodes}. */
  static LinkDetails of(MeshNodes nodes, LinkColumns links) {
    nodes.all().forEach(MeshNode::beginCounts);
    int[] rows = new int[Network.values().length];
    links.planes((plane, _, of) -> rows[plane.network().ordinal()] += of.states().length);
    NetworkTally[] tallies = new NetworkTally[rows.length];
    for (Network network : Network.values()) {
      tallies[network.ordinal()] =
          new NetworkTally(network, nodes.zones(), rows[network.ordinal()]);
    }
    links.planes((plane, source, of) ->
        count(nodes, nodes.all().get(source), plane, of, tallies[plane.network().ordinal()]));
    List<NetworkSummary> networks = new ArrayList<>();
    List<ZonePair> zones = new ArrayList<>();
    boolean zoned = nodes.all().stream().anyMatch(node -> !node.zone().isEmpty());
    for (NetworkTally tally : tallies) {
      if (tally.isUsed()) {
        networks.add(tally.summary());
        if (zoned) {
          zones.addAll(tally.zonePairs());
        }
      }
    }
    return new LinkDetails(networks, zones);
  }

  private static void count(
      MeshNodes nodes,
      MeshNode source,
      PlaneResults plane,
      LinkColumns.Rows rows,
      NetworkTally network) {
    int net = plane.network().ordinal();
    RttProbe best = new RttProbe(plane);
    ProbeColumn fullSize = plane.probes().get(ProbeKind.MTU);
    for (int row = 0; row < rows.states().length; row++) {
      int at = rows.targets()[row];
      MeshNode target = at == LinkColumns.NO_NODE ? null : nodes.all().get(at);
      int state = rows.states()[row];
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
}
