// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.sweep;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.SweepOrder;
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
  /** Targets of one agent. It begins with twice as many where it has to catch up. */
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

  /** How many targets one answer names to an agent that asks again after {@code nextAfter}. */
  static int most(Duration nextAfter) {
    long atOnce = 2 * MOST_PER_SECOND * nextAfter.toMillis() / 1_000;
    return Math.clamp(atOnce, 1, SweepOrder.MOST);
  }

  /**
   * How long a pass over {@code agents} takes. The budget of an agent can make it twice as long, or
   * four times and so on: a pass that depended on each single agent would begin at another place of
   * the ring whenever one comes or goes.
   */
  Duration pass(int agents) {
    Duration least = Duration.ofMillis(1_000L * (agents - 1) / MOST_PER_SECOND);
    Duration pass = time;
    while (pass.compareTo(least) < 0) {
      pass = pass.multipliedBy(2);
    }
    return pass;
  }

  /** How many places behind itself each of {@code agents} probes now: 1 to one less than all. */
  int offset(int agents) {
    long pass = pass(agents).toNanos();
    long now = epochNanos + (clock.nanoTime() - startNanos);
    double part = (double) Math.floorMod(now, pass) / pass;
    return 1 + Math.min(agents - 2, (int) (part * (agents - 1)));
  }
}
