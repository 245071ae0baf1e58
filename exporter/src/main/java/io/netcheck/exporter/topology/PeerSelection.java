// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import java.util.List;

/** Chooses the peers of one agent among the agents of its kind, in no particular order. */
interface PeerSelection {
  /** The peers of {@code id}, which does not have to be one of the agents. */
  List<Peer> peersOf(ClientId id);

  /** A full mesh up to {@code limit} peers for each agent, and a part of it beyond. */
  static PeerSelection among(List<PeerMember> agents, int limit) {
    return agents.size() <= limit + 1
        ? new FullMesh(agents.stream().map(PeerMember::peer).toList())
        : new DomainMesh(agents, limit);
  }
}
