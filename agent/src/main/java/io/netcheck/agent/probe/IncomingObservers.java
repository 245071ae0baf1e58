// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.TokenBucket;
import io.netcheck.protocol.Network;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Counts the sources that probe this responder, and limits the rate of replies to each. Bounded: if
 * there are too many sources, it forgets those that were silent longest. Thread-safe.
 */
final class IncomingObservers {
  private static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(60);

  /**
   * How many replies are allowed.
   *
   * @param each for one source
   * @param all for all sources of this kind together
   */
  record RateLimits(TokenBucket.Rate each, TokenBucket.Rate all) {}

  private static final class ObserverState {
    final boolean peer;
    final TokenBucket bucket;
    final Map<Network, Long> seenNanos = new EnumMap<>(Network.class);

    ObserverState(boolean peer, TokenBucket.Rate rate, long nowNanos) {
      this.peer = peer;
      this.bucket = new TokenBucket(rate, nowNanos);
    }

    /** The same source with another rate. */
    ObserverState as(boolean nowPeer, TokenBucket.Rate rate, long nowNanos) {
      ObserverState source = new ObserverState(nowPeer, rate, nowNanos);
      source.seenNanos.putAll(seenNanos);
      return source;
    }

    boolean seen(Network network, long nowNanos) {
      Long last = seenNanos.get(network);
      return last != null && nowNanos - last <= SEEN_NANOS;
    }
  }

  private final TokenBucket.Rate eachPeer;
  private final TokenBucket.Rate eachStranger;
  private final TokenBucket allPeers;
  private final TokenBucket allStrangers;
  private volatile Set<InetAddress> peers = Set.of();
  private final int capacity;
  private final SequencedMap<InetAddress, ObserverState> sources =
      LinkedHashMap.newLinkedHashMap(64);

  IncomingObservers(RateLimits peers, RateLimits strangers, int capacity, long nowNanos) {
    this.eachPeer = peers.each();
    this.eachStranger = strangers.each();
    this.allPeers = new TokenBucket(peers.all(), nowNanos);
    this.allStrangers = new TokenBucket(strangers.all(), nowNanos);
    this.capacity = capacity;
  }

  void expect(Set<InetAddress> addresses) {
    peers = Set.copyOf(addresses);
  }

  boolean isPeer(InetAddress address) {
    return peers.contains(address);
  }

  /** Counts a well-formed request, and returns whether it may be answered. */
  synchronized boolean admit(InetAddress address, Network network, long nowNanos) {
    // Removed and added again, so that the map is ordered by the last request.
    ObserverState source = sources.remove(address);
    boolean peer = peers.contains(address);
    if (source == null) {
      source = new ObserverState(peer, peer ? eachPeer : eachStranger, nowNanos);
      if (sources.size() >= capacity) {
        sources.pollFirstEntry();
      }
    }
    if (source.peer != peer) {
      source = source.as(peer, peer ? eachPeer : eachStranger, nowNanos);
    }
    sources.put(address, source);
    source.seenNanos.put(network, nowNanos);
    // A source above its own rate does not use up the rate of the others.
    return source.bucket.take(nowNanos) && (peer ? allPeers : allStrangers).take(nowNanos);
  }

  /** How many different sources sent requests in the last 60 s, by network. */
  synchronized Map<Network, Integer> byNetwork(long nowNanos) {
    Map<Network, Integer> byNetwork = new EnumMap<>(Network.class);
    for (Network network : Network.values()) {
      int count = 0;
      for (ObserverState source : sources.values()) {
        if (source.seen(network, nowNanos)) {
          count++;
        }
      }
      byNetwork.put(network, count);
    }
    return byNetwork;
  }
}
