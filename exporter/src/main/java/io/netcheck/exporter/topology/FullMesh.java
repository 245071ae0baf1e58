// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import java.util.List;

/** Every agent probes every other agent. */
record FullMesh(List<Peer> agents) implements PeerSelection {
  @Override
  public List<Peer> peersOf(ClientId id) {
    return agents.stream().filter(peer -> !peer.id().equals(id)).toList();
  }
}
