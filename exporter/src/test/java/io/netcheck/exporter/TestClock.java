// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.ProcessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Two clocks that stand still until a test moves them. */
public final class TestClock implements ProcessClock {
  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  // Near the end of the range, because System.nanoTime can be there too.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private volatile Instant wall = START;

  public void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
    wall = wall.plus(duration);
  }

  /** Moves the wall clock alone, as an administrator or NTP can. */
  public void jumpWallClock(Duration duration) {
    wall = wall.plus(duration);
  }

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant instant() {
    return wall;
  }
}
