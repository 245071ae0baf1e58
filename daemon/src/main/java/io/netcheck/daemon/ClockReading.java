// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.time.Duration;
import java.time.Instant;

/**
 * One moment, read from both clocks of a process.
 *
 * @param nanoTime monotonic; every comparison of two moments uses it
 * @param wallTime for display only, because the wall clock can jump
 */
public record ClockReading(long nanoTime, Instant wallTime) {
  public static ClockReading of(ProcessClock clock) {
    return new ClockReading(clock.nanoTime(), clock.instant());
  }

  /** The time that passed from {@code earlier} to this moment. */
  public Duration since(ClockReading earlier) {
    return Duration.ofNanos(nanoTime - earlier.nanoTime);
  }
}
