// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.PeerList;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Whom each agent probes now: follows the membership. A small one is followed at once, so that an
 * agent gets its peers with its first heartbeat; a large one at most every {@link #PAUSE}, or the
 * joining of thousands would cost the square of their number.
 */
public final class LiveTopology implements Topology {
  private static final int SMALL = 256;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private record Built(long version, long atNanos, Topology snapshot) {}

  private final PeerMembership membership;
  private final int limit;
  private final ProcessClock clock;
  private final ReentrantLock rebuilding = new ReentrantLock();
  private volatile Built built;

  /**
   * @param limit peers an agent of one kind has at most
   */
  public LiveTopology(PeerMembership membership, int limit, ProcessClock clock) {
    this.membership = membership;
    this.limit = limit;
    this.clock = clock;
    this.built = build();
  }

  @Override
  public PeerList peersOf(ClientId id) {
    if (isDue()) {
      rebuild();
    }
    return built.snapshot.peersOf(id);
  }

  private void rebuild() {
    // A small membership is worth waiting for; of a large one the last lists will do.
    if (membership.size() <= SMALL) {
      rebuilding.lock();
    } else if (!rebuilding.tryLock()) {
      return;
    }
    try {
      if (isDue()) {
        built = build();
      }
    } finally {
      rebuilding.unlock();
    }
  }

  private boolean isDue() {
    return membership.version() != built.version
        && (membership.size() <= SMALL || clock.since(built.atNanos).compareTo(PAUSE) >= 0);
  }

  private Built build() {
    // The version first: what changes meanwhile is built in the next time.
    long version = membership.version();
    return new Built(version, clock.nanoTime(), new TopologySnapshot(membership.peers(), limit));
  }
}
