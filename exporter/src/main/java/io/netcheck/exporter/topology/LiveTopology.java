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
 * {@link #PAUSE}, and for at most a tenth of the time, because otherwise the cost of joining would
 * grow with the square of the number of agents.
 */
public final class LiveTopology implements Topology {
  private static final int SMALL = 256;
  private static final Duration PAUSE = Duration.ofMillis(250);

  private static final int PAUSES_PER_BUILD = 10;

  /**
   * @param atNanos when it was complete
   * @param pause until the next one, if the membership is large
   */
  private record Built(long version, long atNanos, Duration pause, Topology snapshot) {}

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
        && (membership.size() <= SMALL || clock.since(built.atNanos).compareTo(built.pause) >= 0);
  }

  private Built build() {
    // Reads the version first, so that a change meanwhile leads to another build.
    long version = membership.version();
    long startNanos = clock.nanoTime();
    Topology snapshot = new TopologySnapshot(membership.members(), limit);
    Duration rest = clock.since(startNanos).multipliedBy(PAUSES_PER_BUILD);
    return new Built(version, clock.nanoTime(), rest.compareTo(PAUSE) > 0 ? rest : PAUSE, snapshot);
  }
}
