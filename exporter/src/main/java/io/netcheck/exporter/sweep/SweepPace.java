// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.daemon.ProcessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * How fast the sweep goes: at each moment, every agent probes the one that is as many places behind
 * it on the ring as {@link #offset} says. So each is probed by one other at a time. The offset
 * comes from the wall clock at the start, so exporters with right clocks have the same one; later
 * corrections of the wall clock do not move it.
 */
final class SweepPace {
  /** Targets of one agent; the agent itself begins with twice as many. */
  static final int MOST_PER_SECOND = 2;

  private final Duration time;
  private final ProcessClock clock;
  private final long epochNanos;
  private final long startNanos;

  /**
   * @param time for one pass over all pairs
   */
  SweepPace(Duration time, ProcessClock clock) {
    this.time = time;
    this.clock = clock;
    Instant start = clock.instant();
    this.epochNanos = TimeUnit.SECONDS.toNanos(start.getEpochSecond()) + start.getNano();
    this.startNanos = clock.nanoTime();
  }

  /** How long a pass over {@code agents} takes: the budget of an agent can make it longer. */
  Duration pass(int agents) {
    Duration least = Duration.ofMillis(1_000L * (agents - 1) / MOST_PER_SECOND);
    return least.compareTo(time) > 0 ? least : time;
  }

  /** How many places behind itself each of {@code agents} probes now: 1 to one less than all. */
  int offset(int agents) {
    long pass = pass(agents).toNanos();
    long now = epochNanos + (clock.nanoTime() - startNanos);
    double part = (double) Math.floorMod(now, pass) / pass;
    return 1 + Math.min(agents - 2, (int) (part * (agents - 1)));
  }
}
