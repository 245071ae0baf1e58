// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import java.util.List;

/** Chooses the peers of one agent among the agents of its kind, in no particular order. */
interface PeerSelection {
  /** The peers of {@code id}, which need not be among the agents itself yet. */
  List<Peer> peersOf(ClientId id);

  /** Everybody probes everybody up to {@code limit} peers each; beyond, a ring bounds them. */
  static PeerSelection among(List<Peer> agents, int limit) {
    return agents.size() <= limit + 1 ? new FullMesh(agents) : new HashRing(agents, limit);
  }
}
