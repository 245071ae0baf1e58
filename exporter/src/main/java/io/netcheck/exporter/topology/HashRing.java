// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Peer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/**
 * Every agent probes the next {@code degree} agents clockwise on a ring. The hash of its node's
 * name gives each agent its place. So exactly {@code degree} agents probe each agent, the ring is
 * the same on every exporter, and an agent that comes or goes changes only the peers of its {@code
 * degree} predecessors.
 */
final class HashRing implements PeerSelection {
  private record RingPosition(long hash, ClientId id) implements Comparable<RingPosition> {
    private static final Comparator<RingPosition> ORDER =
        Comparator.comparingLong(RingPosition::hash).thenComparing(RingPosition::id);

    RingPosition(ClientId id) {
      this(StableDigest.number(id.node()), id);
    }

    @Override
    public int compareTo(RingPosition other) {
      return ORDER.compare(this, other);
    }
  }

  private record Seat(RingPosition place, Peer peer) {}

  private final List<RingPosition> places;
  private final List<Peer> peers;
  private final int degree;

  HashRing(List<Peer> agents, int degree) {
    List<Seat> seats =
        agents.stream()
            .map(peer -> new Seat(new RingPosition(peer.id()), peer))
            .sorted(Comparator.comparing(Seat::place))
            .toList();
    this.places = seats.stream().map(Seat::place).toList();
    this.peers = seats.stream().map(Seat::peer).toList();
    this.degree = degree;
  }

  @Override
  public List<Peer> peersOf(ClientId id) {
    int found = Collections.binarySearch(places, new RingPosition(id));
    // An agent without a seat starts from where its seat will be.
    int next = found >= 0 ? found + 1 : -found - 1;
    List<Peer> chosen = new ArrayList<>(degree);
    for (int i = 0; i < degree; i++) {
      chosen.add(peers.get((next + i) % peers.size()));
    }
    return chosen;
  }
}
