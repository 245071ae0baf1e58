// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The agents that can be peers, with their addresses. Silent agents stay, because a partitioned
 * node must show as failing, and must not disappear from the lists of its peers. Thread-safe.
 */
public final class PeerMembership {
  private final ConcurrentMap<ClientId, PeerMember> members = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  /** Adds {@code peer}, of whose place only the zone is known. */
  public void put(Peer peer) {
    put(peer, List.of());
  }

  /**
   * Adds {@code peer}, or replaces the one of its identity.
   *
   * @param domains the failure domains of its node inside its zone, such as its rack, the largest
   *     first; {@code ""} for one that is unknown
   */
  public void put(Peer peer, List<String> domains) {
    PeerMember member = new PeerMember(peer, domains);
    if (!member.equals(members.put(peer.id(), member))) {
      version.incrementAndGet();
    }
  }

  /** The zone of the agent of {@code kind} on {@code node}; {@code ""} if unknown. */
  public String zone(AgentKind kind, String node) {
    PeerMember member = members.get(new ClientId(kind, node));
    return member == null ? "" : member.peer().zone();
  }

  /** The agent with this identity, if it can be a peer. */
  public Optional<Peer> peer(ClientId id) {
    return Optional.ofNullable(members.get(id)).map(PeerMember::peer);
  }

  /** The agents of {@code kind}, in no order. */
  public List<ClientId> ids(AgentKind kind) {
    return members.keySet().stream().filter(id -> id.kind() == kind).toList();
  }

  public void remove(ClientId id) {
    if (members.remove(id) != null) {
      version.incrementAndGet();
    }
  }

  /** Grows with every change, after the change is visible. */
  public long version() {
    return version.get();
  }

  public int size() {
    return members.size();
  }

  List<PeerMember> members() {
    return List.copyOf(members.values());
  }
}
