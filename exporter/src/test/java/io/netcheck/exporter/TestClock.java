// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import io.netcheck.daemon.ProcessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Both clocks stand still until they are moved. */
public final class TestClock implements ProcessClock {
  public static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  // Near the end of the range, for System.nanoTime may be there as well.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);
  private volatile Instant wall = START;

  public void advance(Duration duration) {
    nanos.addAndGet(duration.toNanos());
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
