// SPDX-License-Identifier: Apache-2.0
package io.netcheck.auth;

import io.netcheck.daemon.AddressKey;
import io.netcheck.daemon.TokenBucket;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.SequencedMap;

/**
 * Limits the reviews of unknown tokens, for each source and in total. A token that turns out to be
 * valid is free in the end, so that many agents behind one address do not block each other.
 */
final class ReviewBudget {
  static final TokenBucket.Rate EACH = TokenBucket.Rate.perSecond(2, 20);
  static final TokenBucket.Rate ALL = TokenBucket.Rate.perSecond(50, 500);

  /** Of more sources than this, those are forgotten that came first. */
  private static final int SOURCES = 4_096;

  private final TokenBucket all;
  private final SequencedMap<AddressKey, TokenBucket> sources = new LinkedHashMap<>();

  ReviewBudget(long nowNanos) {
    all = new TokenBucket(ALL, nowNanos);
  }

  /** Takes the share of one unknown token; false if nothing is left. */
  synchronized boolean take(InetAddress source, long nowNanos) {
    AddressKey key = AddressKey.ofClient(source);
    TokenBucket its = sources.get(key);
    if (its == null) {
      if (sources.size() >= SOURCES) {
        sources.pollFirstEntry();
      }
      its = new TokenBucket(EACH, nowNanos);
      sources.put(key, its);
    }
    // A source that has used its share takes nothing from the total.
    return its.has(nowNanos) && all.take(nowNanos) && its.take(nowNanos);
  }

  /** Gives the share of a valid token back. */
  synchronized void giveBack(InetAddress source) {
    TokenBucket its = sources.get(AddressKey.ofClient(source));
    if (its != null) {
      its.giveBack();
    }
    all.giveBack();
  }
}
