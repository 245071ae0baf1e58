// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerJson;
import io.netcheck.protocol.PeerList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Which peers each agent probes, for one state of the membership. A list is made when it is first
 * needed, and kept. Pod agents probe pod agents, and host agents probe host agents.
 */
final class TopologySnapshot implements Topology {
  private final Map<AgentKind, PeerSelection> selections = new EnumMap<>(AgentKind.class);
  private final ConcurrentMap<ClientId, PeerList> lists = new ConcurrentHashMap<>();

  TopologySnapshot(List<PeerMember> members, int limit) {
    for (AgentKind kind : AgentKind.values()) {
      List<PeerMember> agents =
          members.stream().filter(member -> member.peer().id().kind() == kind).toList();
      selections.put(kind, PeerSelection.among(agents, limit));
    }
  }

  @Override
  public PeerList peersOf(ClientId id) {
    return lists.computeIfAbsent(id, this::list);
  }

  private PeerList list(ClientId id) {
    List<Peer> peers =
        Objects.requireNonNull(selections.get(id.kind())).peersOf(id).stream()
            .sorted(Comparator.comparing(Peer::id))
            .toList();
    // Only the content counts, so that another exporter, or this one after a restart, gives the
    // same
    // list the same generation, and no agent has to be sent its peers again.
    String generation = StableDigest.word(PeerJson.write(new PeerList("", peers)));
    return new PeerList(generation, peers);
  }
}
