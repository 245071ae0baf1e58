// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.link;

import io.netcheck.protocol.LinkState;
import java.time.Duration;

/**
 * Whether something that is asked again and again still answers: up at the first answer, down when
 * none has come for a while <em>and</em> enough were waited for, unknown before either. Both
 * conditions, because one lost packet is loss and a paused process has asked nobody. Not
 * thread-safe.
 */
final class LinkLiveness {
  /** Fewer unanswered tries say nothing, however long they took. */
  static final int ENOUGH_TRIES = 3;

  private final long downAfterNanos;
  private LinkState state = LinkState.UNKNOWN;
  private int unanswered;

  /** When the silence began: the last answer, or the first try. */
  private long silentSinceNanos;

  LinkLiveness(Duration downAfter) {
    this.downAfterNanos = downAfter.toNanos();
  }

  LinkState state() {
    return state;
  }

  /**
   * Notes the end of one try; returns whether the state changed.
   *
   * @param nowNanos on a scale that never jumps
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
