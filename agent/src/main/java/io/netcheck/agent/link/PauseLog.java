// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import java.time.Duration;

/**
 * How often and how long this process was paused: stopped, without CPU time, or collecting garbage.
 * It is noticed where a thread wakes up later than it planned. One thread writes; any can read.
 */
final class PauseLog {
  /** A shorter delay is usual on a busy host, and no probe is lost by it. */
  private static final long SHORTEST_NANOS = 100_000_000L;

  private long lastNanos;
  private volatile PauseTotals totals = new PauseTotals(0, Duration.ZERO);

  PauseLog(long nowNanos) {
    this.lastNanos = nowNanos;
  }

  /** The thread planned to be awake at {@code plannedNanos}, and is awake now. */
  void awake(long plannedNanos, long nowNanos) {
    // What came before the last call is counted already.
    long lateNanos = Math.min(nowNanos - plannedNanos, nowNanos - lastNanos);
    lastNanos = nowNanos;
    if (lateNanos >= SHORTEST_NANOS) {
      PauseTotals before = totals;
      totals = new PauseTotals(before.count() + 1, before.time().plusNanos(lateNanos));
    }
  }

  PauseTotals totals() {
    return totals;
  }
}
