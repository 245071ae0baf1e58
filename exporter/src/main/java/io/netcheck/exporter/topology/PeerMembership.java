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
  private final ConcurrentMap<ClientId, Peer> peers = new ConcurrentHashMap<>();
  private final AtomicLong version = new AtomicLong();

  /** Adds {@code peer}, or replaces the one of its identity. */
  public void put(Peer peer) {
    if (!peer.equals(peers.put(peer.id(), peer))) {
      version.incrementAndGet();
    }
  }

  /** The zone of the agent of {@code kind} on {@code node}; {@code ""} if unknown. */
  public String zone(AgentKind kind, String node) {
    Peer peer = peers.get(new ClientId(kind, node));
    return peer == null ? "" : peer.zone();
  }

  /** The agent with this identity, if it can be a peer. */
  public Optional<Peer> peer(ClientId id) {
    return Optional.ofNullable(peers.get(id));
  }

  public void remove(ClientId id) {
    if (peers.remove(id) != null) {
      version.incrementAndGet();
    }
  }

  /** Grows with every change, after the change is visible. */
  public long version() {
    return version.get();
  }

  public int size() {
    return peers.size();
  }

  List<Peer> peers() {
    return List.copyOf(peers.values());
  }
}
