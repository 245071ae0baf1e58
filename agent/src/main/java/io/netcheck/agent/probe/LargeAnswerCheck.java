// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.time.Duration;

/**
 * When one peer is asked for a large answer, and what its answers come to: regularly, and soon
 * again after one that stopped. Two in a row are a failure, because a single one can be chance. Not
 * thread-safe.
 */
final class LargeAnswerCheck {
  /** While answers stop, a peer is asked so many times as often. */
  private static final int TIMES_SOONER = 12;

  /** An agent that does not have the page gets it with its next version: it is asked less often. */
  private static final int TIMES_LATER = 10;

  private static final int STOPPED = 2;

  /** After so many results that say nothing, an earlier failure is out of date. */
  private static final int UNTOLD = 3;

  private final long everyNanos;
  private long dueNanos;
  private boolean asking;
  private int stopped;
  private int untold;

  /**
   * @param every the time between two answers that arrive
   * @param firstNanos when the peer is asked first
   */
  LargeAnswerCheck(Duration every, long firstNanos) {
    this.everyNanos = every.toNanos();
    this.dueNanos = firstNanos;
  }

  /** Whether the peer is to be asked now; then {@link #end} must follow. */
  boolean begin(long nowNanos) {
    if (asking || dueNanos - nowNanos > 0) {
      return false;
    }
    asking = true;
    return true;
  }

  /** Takes in a result, and returns whether with it the answers have begun to fail. */
  boolean end(LargeAnswerExchange.AnswerResult result, long nowNanos) {
    boolean before = isFailing();
    asking = false;
    dueNanos = nowNanos + everyNanos;
    switch (result) {
      case ARRIVED, ABSENT -> {
        stopped = 0;
        untold = 0;
        if (result == LargeAnswerExchange.AnswerResult.ABSENT) {
          dueNanos = nowNanos + TIMES_LATER * everyNanos;
        }
      }
      case STOPPED -> {
        stopped = Math.min(stopped + 1, STOPPED);
        untold = 0;
        dueNanos = isFailing() ? nowNanos + everyNanos / TIMES_SOONER : nowNanos;
      }
      case UNTOLD -> {
        untold++;
        if (untold >= UNTOLD) {
          stopped = 0;
          untold = 0;
        } else if (stopped > 0) {
          dueNanos = nowNanos + everyNanos / TIMES_SOONER;
        }
      }
    }
    return !before && isFailing();
  }

  /** Asks earlier, if it would be later than that. */
  void hurry(long untilNanos) {
    if (dueNanos - untilNanos > 0) {
      dueNanos = untilNanos;
    }
  }

  boolean isFailing() {
    return stopped == STOPPED;
  }
}
