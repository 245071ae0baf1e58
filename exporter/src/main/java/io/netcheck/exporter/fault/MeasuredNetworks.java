// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import io.netcheck.exporter.mesh.LinkSide;
import io.netcheck.exporter.mesh.Mesh;
import io.netcheck.exporter.mesh.MeshNode;
import io.netcheck.protocol.Network;
import java.util.EnumSet;
import java.util.Set;

/** The networks in which a fault could have been seen. */
final class MeasuredNetworks {
  private MeasuredNetworks() {}

  static Set<Network> networks(Mesh mesh) {
    Set<Network> networks = EnumSet.noneOf(Network.class);
    mesh.networks().stream()
        .filter(summary -> summary.links().measured() > 0)
        .forEach(summary -> networks.add(summary.network()));
    return networks;
  }

  static Set<Network> networks(MeshNode node, LinkSide side) {
    Set<Network> networks = EnumSet.noneOf(Network.class);
    for (Network network : Network.values()) {
      if ((side == LinkSide.IN ? node.inbound(network) : node.outbound(network)).measured() > 0) {
        networks.add(network);
      }
    }
    return networks;
  }
}
