// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.sweep;

import java.time.Duration;

/**
 * When the next agent may be probed for a sweep, by whichever exporter asks. Several exporters take
 * turns, so that they together do not ask for more than one. Only the event loop uses it.
 */
public final class SweepTurns {
  /** From the begin of one target to the next: with six probes each, 24 packets a second. */
  static final Duration PAUSE = Duration.ofMillis(250);

  private long freeNanos;

  /**
   * @param nowNanos of the loop's clock
   */
  public SweepTurns(long nowNanos) {
    this.freeNanos = nowNanos;
  }

  /** Takes the next turn, and returns when it is. */
  long next(long nowNanos) {
    long turn = Math.max(nowNanos - freeNanos, 0) + freeNanos;
    freeNanos = turn + PAUSE.toNanos();
    return turn;
  }
}
