// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.protocol.LinkState;
import java.time.Duration;

/**
 * Decides whether a target is up: up after the first answer, down after a time without an answer
 * <em>and</em> enough unanswered tries, and unknown before that. Both conditions are needed: one
 * lost packet is only loss, and a paused process has sent no probes. Not thread-safe.
 */
final class LinkLiveness {
  /** Fewer unanswered tries never make it down, however long they took. */
  static final int ENOUGH_TRIES = 3;

  private final long downAfterNanos;
  private LinkState state = LinkState.UNKNOWN;
  private int unanswered;

  /** The time of the last answer, or of the first try if there was no answer yet. */
  private long silentSinceNanos;

  LinkLiveness(Duration downAfter) {
    this.downAfterNanos = downAfter.toNanos();
  }

  LinkState state() {
    return state;
  }

  /**
   * Adds the result of one try, and returns whether the state changed.
   *
   * @param nowNanos monotonic time
   */
  boolean record(boolean answered, long nowNanos) {
    LinkState before = state;
    if (answered) {
      state = LinkState.UP;
      unanswered = 0;
      silentSinceNanos = nowNanos;
      return state != before;
    }
    if (before == LinkState.UNKNOWN && unanswered == 0) {
      silentSinceNanos = nowNanos;
    }
    unanswered++;
    if (unanswered >= ENOUGH_TRIES && nowNanos - silentSinceNanos >= downAfterNanos) {
      state = LinkState.DOWN;
    }
    return state != before;
  }
}
