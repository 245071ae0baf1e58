// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import io.netcheck.protocol.PeerJson;
import io.netcheck.protocol.PeerList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * The peers of another topology, and for some agents temporary ones beside them. The lists of all
 * other agents stay as they are. Thread-safe.
 */
public final class WidenedTopology implements Topology {
  private final Topology usual;
  private final List<TemporaryPeers> temporary;
  private final Function<ClientId, Optional<Peer>> known;

  /** The last list of each agent with temporary peers, so that it is hashed once. */
  private final Map<ClientId, PeerList> widened = new ConcurrentHashMap<>();

  /**
   * @param known where an agent can be reached; one that is not known is nobody's peer
   */
  public WidenedTopology(
      Topology usual, List<TemporaryPeers> temporary, Function<ClientId, Optional<Peer>> known) {
    this.usual = usual;
    this.temporary = List.copyOf(temporary);
    this.known = known;
  }

  @Override
  public PeerList peersOf(ClientId id) {
    PeerList peers = usual.peersOf(id);
    if (!isWidened(id)) {
      if (!widened.isEmpty()) {
        widened.remove(id);
      }
      return peers;
    }
    Map<ClientId, Peer> all = new TreeMap<>();
    peers.peers().forEach(peer -> all.put(peer.id(), peer));
    for (TemporaryPeers some : temporary) {
      for (ClientId other : some.of(id)) {
        if (!other.equals(id)) {
          known.apply(other).ifPresent(peer -> all.putIfAbsent(other, peer));
        }
      }
    }
    List<Peer> merged = List.copyOf(all.values());
    return merged.size() == peers.peers().size() ? peers : named(id, merged);
  }

  private boolean isWidened(ClientId id) {
    boolean widen = false;
    for (TemporaryPeers some : temporary) {
      widen |= !some.of(id).isEmpty();
    }
    return widen;
  }

  /** How many lists are kept. */
  int kept() {
    return widened.size();
  }

  private PeerList named(ClientId id, List<Peer> merged) {
    if (!widened.containsKey(id)) {
      // An agent that left does not ask for its usual list.
      widened.keySet().removeIf(other -> !isWidened(other));
    }
    return widened.compute(
        id,
        (_, last) ->
            last != null && last.peers().equals(merged)
                ? last
                : new PeerList(
                    StableDigest.word(PeerJson.write(new PeerList("", merged))), merged));
  }
}
