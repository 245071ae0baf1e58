// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import java.time.Duration;

/**
 * Whether heartbeats pass only in small segments: twice in a row, a usual one stopped on a
 * connection that opened, and the next one passed in small segments. Once can be an exporter that
 * was slow. From then on the usual way is tried now and then. Not thread-safe.
 */
final class SmallSegments {
  private static final int ENOUGH = 2;
  private static final long TRY_AGAIN_NANOS = Duration.ofSeconds(20).toNanos();

  /** An exporter that is only slow must not get two heartbeats for each one. */
  private static final long AFTER_FAILURE_NANOS = Duration.ofSeconds(30).toNanos();

  private int passed;
  private long nextUsualNanos;
  private boolean inVain;
  private long nextSmallNanos;

  /** Whether the next heartbeat is to be sent in the usual way first. */
  boolean isUsualDue(long nowNanos) {
    return passed < ENOUGH || nextUsualNanos - nowNanos <= 0;
  }

  /** A heartbeat was accepted in the usual way. Returns whether that is news. */
  boolean usualPassed() {
    boolean news = passed >= ENOUGH;
    passed = 0;
    return news;
  }

  /**
   * A heartbeat in the usual way stopped, on a connection that opened. Returns whether the next one
   * is to be sent in small segments at once.
   */
  boolean usualStopped(long nowNanos) {
    nextUsualNanos = nowNanos + TRY_AGAIN_NANOS;
    return !inVain || nextSmallNanos - nowNanos <= 0;
  }

  /**
   * Whether the next heartbeat in small segments, if it is accepted, settles that it must be so.
   */
  boolean isSettledNext() {
    return passed + 1 >= ENOUGH;
  }

  /** A heartbeat was accepted in small segments. Returns whether that is news. */
  boolean smallPassed() {
    inVain = false;
    passed = Math.min(passed + 1, ENOUGH + 1);
    return passed == ENOUGH;
  }

  /** A heartbeat in small segments was not accepted, so its size was not the reason. */
  void smallFailed(long nowNanos) {
    inVain = true;
    nextSmallNanos = nowNanos + AFTER_FAILURE_NANOS;
    if (passed < ENOUGH) {
      passed = 0;
    }
  }

  /** Whether heartbeats are known to pass only in small segments. */
  boolean areNeeded() {
    return passed >= ENOUGH;
  }
}
