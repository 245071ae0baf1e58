// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.protocol.Network;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;

/**
 * Who has asked this responder lately, and who of them may have an answer. Bounded: of more sources
 * than it holds it forgets those that were silent longest. Thread-safe.
 */
final class Observers {
  private static final long SEEN_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final class Source {
    final TokenBucket bucket;
    final Map<Network, Long> seenNanos = new EnumMap<>(Network.class);

    Source(long nowNanos) {
      bucket = new TokenBucket(perSource, nowNanos);
    }

    boolean seen(Network network, long nowNanos) {
      Long last = seenNanos.get(network);
      return last != null && nowNanos - last <= SEEN_NANOS;
    }
  }

  private final TokenBucket.Rate perSource;
  private final TokenBucket total;
  private final int capacity;
  private final SequencedMap<InetAddress, Source> sources = LinkedHashMap.newLinkedHashMap(64);

  Observers(TokenBucket.Rate perSource, TokenBucket.Rate total, int capacity, long nowNanos) {
    this.perSource = perSource;
    this.total = new TokenBucket(total, nowNanos);
    this.capacity = capacity;
  }

  /** Notes a well-formed request; whether it may be answered. */
  synchronized boolean admit(InetAddress address, Network network, long nowNanos) {
    // Looked up by taking it out and putting it back: the order is that of the last request.
    Source source = sources.remove(address);
    if (source == null) {
      source = new Source(nowNanos);
      if (sources.size() >= capacity) {
        sources.pollFirstEntry();
      }
    }
    sources.put(address, source);
    source.seenNanos.put(network, nowNanos);
    // A source over its rate takes nothing from the others.
    return source.bucket.take(nowNanos) && total.take(nowNanos);
  }

  /** How many different sources have asked in the last 60 s, for every network. */
  synchronized Map<Network, Integer> byNetwork(long nowNanos) {
    Map<Network, Integer> byNetwork = new EnumMap<>(Network.class);
    for (Network network : Network.values()) {
      int count = 0;
      for (Source source : sources.values()) {
        if (source.seen(network, nowNanos)) {
          count++;
        }
      }
      byNetwork.put(network, count);
    }
    return byNetwork;
  }
}
