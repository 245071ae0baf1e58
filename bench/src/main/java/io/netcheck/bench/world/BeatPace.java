// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import java.util.SplittableRandom;

/** When an agent sends its next heartbeat, by the agent's own rules. */
final class BeatPace {
  static final long INTERVAL_NANOS = 5_000_000_000L;
  private static final long GATHER_NANOS = 200_000_000;
  private static final long[] FIRST = {250_000_000, 500_000_000, 1_000_000_000, 2_000_000_000};
  private static final double JITTER = 0.1;

  private final SplittableRandom random;
  private int waits;
  private boolean urgent;
  private boolean busy;
  private long due;

  BeatPace(SplittableRandom random, long now) {
    this.random = random;
    this.due = now;
  }

  boolean isDue(long now) {
    return !busy && now >= due;
  }

  /** Something changed. */
  void urge(long now) {
    if (!urgent) {
      urgent = true;
      if (!busy) {
        due = now + GATHER_NANOS;
      }
    }
  }

  /** A heartbeat is sent. What changes from now on is for the next one. */
  void begin() {
    busy = true;
    urgent = false;
  }

  /** The answer is there, or will not come. */
  void end(long now) {
    busy = false;
    long regular = waits < FIRST.length ? FIRST[waits] : INTERVAL_NANOS;
    waits = Math.min(waits + 1, FIRST.length);
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    due = now + (urgent ? GATHER_NANOS : (long) (regular * factor));
  }
}
