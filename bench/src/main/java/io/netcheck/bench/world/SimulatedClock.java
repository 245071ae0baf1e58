// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import io.netcheck.daemon.ProcessClock;
import java.time.Instant;

/** A clock that the world moves. Not thread-safe: a world has one thread. */
final class SimulatedClock implements ProcessClock {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  /** Any number will do; one that is not zero shows who takes it for the age of the world. */
  private static final long EPOCH_NANOS = 7_000_000_000_000L;

  private long now;

  /** Nanoseconds since the world began. */
  long now() {
    return now;
  }

  void set(long nanos) {
    now = nanos;
  }

  @Override
  public long nanoTime() {
    return EPOCH_NANOS + now;
  }

  @Override
  public Instant instant() {
    return START.plusNanos(now);
  }
}
