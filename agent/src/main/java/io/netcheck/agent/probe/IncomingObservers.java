// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.protocol.Network;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the sources that probe this responder, and limits the rate of replies to each.
 *
 * <p>Source addresses are easily forged, and the owner of one IPv6 network has more addresses than
 * any table has room for. So there are three kinds of sources: peers, strangers that are known for
 * a while, and newcomers. Newcomers cannot push out or use up what the others have, and those of
 * one network cannot use up what those of other networks have. Thread-safe.
 */
final class IncomingObservers {
  private static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** How long a stranger has to ask until it is known. */
  static final long NEW_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** In one network. The exporter gives an agent 24 observers unless it is told otherwise. */
  static final int MOST_KNOWN_OF_NETWORK = 256;

  private static final int MOST_NETWORKS = 256;

  /**
   * How many replies are allowed.
   *
   * @param each for one source
   * @param all for all sources of this kind together
   */
  record RateLimits(TokenBucket.Rate each, TokenBucket.Rate all) {}

  /**
   * The limits for sources that are no peers.
   *
   * @param guaranteed for each known one, even while all of them use up theirs
   * @param network for the newcomers of one network together
   */
  record StrangerLimits(
      RateLimits known,
      TokenBucket.Rate guaranteed,
      RateLimits newcomers,
      TokenBucket.Rate network) {}

  /** The kinds of sources. */
  enum SourceKind {
    PEER,
    KNOWN,
    NEWCOMER
  }

  private static final class ObserverState {
    final SourceKind kind;
    final TokenBucket bucket;
    final TokenBucket guaranteed;
    final Map<Network, Long> seenNanos = new EnumMap<>(Network.class);
    final long firstNanos;
    long lastNanos;

    ObserverState(
        SourceKind kind,
        TokenBucket.Rate rate,
        TokenBucket.Rate guaranteed,
        long firstNanos,
        long nowNanos) {
      this.kind = kind;
      this.bucket = new TokenBucket(rate, nowNanos);
      this.guaranteed = new TokenBucket(guaranteed, nowNanos);
      this.firstNanos = firstNanos;
    }

    boolean seen(Network network, long nowNanos) {
      Long last = seenNanos.get(network);
      return last != null && nowNanos - last <= SEEN_NANOS;
    }
  }

  private final TokenBucket.Rate eachPeer;
  private final TokenBucket allPeers;
  private final StrangerLimits strangers;
  private final TokenBucket allKnown;
  private final TokenBucket allNewcomers;
  private volatile Set<AddressKey> peers = Set.of();
  private final int capacity;

  /** Peers and known strangers, ordered by their last request; only those that are silent leave. */
  private final SequencedMap<AddressKey, ObserverState> settled =
      LinkedHashMap.newLinkedHashMap(64);

  /** Ordered by their last request; the first one leaves if there are too many. */
  private final SequencedMap<AddressKey, ObserverState> newcomers =
      LinkedHashMap.newLinkedHashMap(64);

  private final Map<AddressKey, Integer> knownOfNetwork = new HashMap<>();
  private final SequencedMap<AddressKey, TokenBucket> networks = new LinkedHashMap<>();

  /**
   * @param capacity for newcomers, and once more for known strangers
   */
  IncomingObservers(RateLimits peers, StrangerLimits strangers, int capacity, long nowNanos) {
    this.eachPeer = peers.each();
    this.allPeers = new TokenBucket(peers.all(), nowNanos);
    this.strangers = strangers;
    this.allKnown = new TokenBucket(strangers.known().all(), nowNanos);
    this.allNewcomers = new TokenBucket(strangers.newcomers().all(), nowNanos);
    this.capacity = capacity;
  }

  /** All strangers have the same limits. */
  IncomingObservers(RateLimits peers, RateLimits strangers, int capacity, long nowNanos) {
    this(
        peers,
        new StrangerLimits(strangers, TokenBucket.Rate.perSecond(0, 0), strangers, strangers.all()),
        capacity,
        nowNanos);
  }

  void expect(Set<InetAddress> addresses) {
    Set<AddressKey> next = new HashSet<>();
    addresses.forEach(address -> next.add(AddressKey.of(address)));
    peers = next;
  }

  /** What kind of source sends from this address now. */
  synchronized SourceKind kindOf(InetAddress address) {
    AddressKey key = AddressKey.of(address);
    if (peers.contains(key)) {
      return SourceKind.PEER;
    }
    ObserverState state = settled.get(key);
    return state != null && state.kind == SourceKind.KNOWN ? SourceKind.KNOWN : SourceKind.NEWCOMER;
  }

  /** Counts a well-formed request, and returns whether it may be answered. */
  synchronized boolean admit(InetAddress address, Network network, long nowNanos) {
    forgetSilent(nowNanos);
    AddressKey key = AddressKey.of(address);
    ObserverState before = take(key);
    if (before != null && nowNanos - before.lastNanos > SEEN_NANOS) {
      before = null;
    }
    SourceKind kind = kindOf(key, before, nowNanos);
    ObserverState same = before != null && before.kind == kind ? before : null;
    if (same == null
        && kind == SourceKind.NEWCOMER
        && !networkBucket(key.network(), nowNanos).has(nowNanos)) {
      // Not remembered either: that would push out newcomers of other networks.
      return false;
    }
    ObserverState source = same == null ? state(kind, before, nowNanos) : same;
    put(key, source);
    source.seenNanos.put(network, nowNanos);
    source.lastNanos = nowNanos;
    // A source above its own rate does not use up the rate of the others.
    return source.bucket.take(nowNanos)
        && switch (kind) {
          case PEER -> allPeers.take(nowNanos);
          case KNOWN -> source.guaranteed.take(nowNanos) || allKnown.take(nowNanos);
          case NEWCOMER ->
              networkBucket(key.network(), nowNanos).take(nowNanos) && allNewcomers.take(nowNanos);
        };
  }

  private SourceKind kindOf(AddressKey key, @Nullable ObserverState before, long nowNanos) {
    if (peers.contains(key)) {
      return SourceKind.PEER;
    }
    if (before == null || before.kind == SourceKind.PEER) {
      return SourceKind.NEWCOMER;
    }
    boolean known =
        before.kind == SourceKind.KNOWN
            || (nowNanos - before.firstNanos >= NEW_NANOS
                && settled.size() < peers.size() + capacity
                && knownOfNetwork.getOrDefault(key.network(), 0) < MOST_KNOWN_OF_NETWORK);
    return known ? SourceKind.KNOWN : SourceKind.NEWCOMER;
  }

  private ObserverState state(SourceKind kind, @Nullable ObserverState before, long nowNanos) {
    TokenBucket.Rate rate =
        switch (kind) {
          case PEER -> eachPeer;
          case KNOWN -> strangers.known().each();
          case NEWCOMER -> strangers.newcomers().each();
        };
    ObserverState state =
        new ObserverState(
            kind,
            rate,
            strangers.guaranteed(),
            before == null ? nowNanos : before.firstNanos,
            nowNanos);
    if (before != null) {
      state.seenNanos.putAll(before.seenNanos);
    }
    return state;
  }

  private TokenBucket networkBucket(AddressKey network, long nowNanos) {
    TokenBucket bucket = networks.remove(network);
    if (bucket == null) {
      bucket = new TokenBucket(strangers.network(), nowNanos);
      if (networks.size() >= MOST_NETWORKS) {
        networks.pollFirstEntry();
      }
    }
    networks.put(network, bucket);
    return bucket;
  }

  /** Removes a source, to add it again at the end. */
  private @Nullable ObserverState take(AddressKey key) {
    ObserverState state = settled.remove(key);
    if (state == null) {
      return newcomers.remove(key);
    }
    left(key, state);
    return state;
  }

  private void put(AddressKey key, ObserverState state) {
    if (state.kind == SourceKind.NEWCOMER) {
      if (newcomers.size() >= capacity) {
        newcomers.pollFirstEntry();
      }
      newcomers.put(key, state);
      return;
    }
    settled.put(key, state);
    if (state.kind == SourceKind.KNOWN) {
      knownOfNetwork.merge(key.network(), 1, Integer::sum);
    }
  }

  private void left(AddressKey key, ObserverState state) {
    if (state.kind == SourceKind.KNOWN) {
      knownOfNetwork.computeIfPresent(key.network(), (_, count) -> count == 1 ? null : count - 1);
    }
  }

  private void forgetSilent(long nowNanos) {
    for (Map.Entry<AddressKey, ObserverState> first = settled.firstEntry();
        first != null && nowNanos - first.getValue().lastNanos > SEEN_NANOS;
        first = settled.firstEntry()) {
      left(first.getKey(), first.getValue());
      settled.pollFirstEntry();
    }
  }

  /** How many different sources sent requests in the last 60 s, by network. */
  synchronized Map<Network, Integer> byNetwork(long nowNanos) {
    Map<Network, Integer> byNetwork = new EnumMap<>(Network.class);
    for (Network network : Network.values()) {
      long count =
          Stream.concat(settled.values().stream(), newcomers.values().stream())
              .filter(source -> source.seen(network, nowNanos))
              .count();
      byNetwork.put(network, Math.toIntExact(count));
    }
    return byNetwork;
  }
}
