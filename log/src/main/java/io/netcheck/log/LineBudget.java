// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

/** A burst of lines, then one line in each pause. Not thread-safe. */
final class LineBudget {
  private final long pauseNanos;
  private final long burstNanos;

  /** When the whole burst is available again, if nothing is taken until then. */
  private long fullNanos;

  private boolean used;

  LineBudget(int burst, long pauseNanos) {
    this.pauseNanos = pauseNanos;
    this.burstNanos = burst * pauseNanos;
  }

  boolean isAvailable(long nowNanos) {
    return missing(nowNanos) + pauseNanos <= burstNanos;
  }

  void take(long nowNanos) {
    fullNanos = nowNanos + missing(nowNanos) + pauseNanos;
    used = true;
  }

  private long missing(long nowNanos) {
    return used ? Math.max(0, fullNanos - nowNanos) : 0;
  }
}
