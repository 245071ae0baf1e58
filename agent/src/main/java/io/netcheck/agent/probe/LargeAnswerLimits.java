// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.TokenBucket;
import io.netcheck.protocol.Network;
import java.net.InetAddress;
import java.util.Set;

/**
 * Decides who gets a {@link LargeAnswer}. TCP proves the address of the one that asks, so nobody
 * can send such answers to a third host; the limits keep a single host from loading this one.
 * Thread-safe.
 */
public final class LargeAnswerLimits {
  /** A peer asks once a minute, and every 5 s while answers stop on the way. */
  private static final TokenBucket.Rate EACH = TokenBucket.Rate.perSecond(0.5, 8);

  /** In all, 2.5 MiB in a second. */
  private static final TokenBucket.Rate ALL_PEERS = TokenBucket.Rate.perSecond(40, 100);

  /** In a large cluster, other agents probe this agent than those that it probes. */
  private static final TokenBucket.Rate ALL_STRANGERS = TokenBucket.Rate.perSecond(10, 50);

  private static final int SOURCES = 1_024;

  private final ProcessClock clock;
  private final IncomingObservers sources;

  public LargeAnswerLimits(ProcessClock clock) {
    this.clock = clock;
    this.sources =
        new IncomingObservers(
            new IncomingObservers.RateLimits(EACH, ALL_PEERS),
            new IncomingObservers.RateLimits(EACH, ALL_STRANGERS),
            SOURCES,
            clock.nanoTime());
  }

  /** Sets the addresses of the peers; all others are strangers. */
  public void expect(Set<InetAddress> peers) {
    sources.expect(peers);
  }

  /** Whether {@code source} may get one now. */
  public boolean admit(InetAddress source) {
    return sources.admit(source, Network.HOST, clock.nanoTime());
  }
}
