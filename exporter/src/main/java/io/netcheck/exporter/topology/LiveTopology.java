// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.topology;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.PeerList;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which peers each agent probes now: follows the membership. It follows a small membership at once,
 * so that an agent gets its peers with its first heartbeat. It follows a large one at most every
 * {@link #PAUSE}, because otherwise the cost of joining would grow with the square of the number of
 * agents.
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
   * @param limit peers of one agent, at most
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
    // Waiting pays off for a small membership. For a large one the last lists are good enough.
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
    // Reads the version first, so that a change meanwhile leads to another build.
    long version = membership.version();
    return new Built(version, clock.nanoTime(), new TopologySnapshot(membership.peers(), limit));
  }
}
