// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Heartbeat;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;

/**
 * How much longer than configured agents wait between heartbeats: because this exporter asks them
 * to, or because an earlier one did and they do not know better yet. Thread-safe; one thread hands
 * out.
 */
final class HandedOutStretch {
  private volatile IntervalStretch now = IntervalStretch.NONE;
  private volatile IntervalStretch most = IntervalStretch.NONE;
  private volatile IntervalStretch inherited = IntervalStretch.NONE;

  /** Whether this exporter knows by now what its agents follow, and decides for all of them. */
  private volatile boolean settled;

  void handOut(IntervalStretch next) {
    most = most.or(next);
    now = next;
  }

  /**
   * From now on, agents do not keep what an earlier exporter asked for, and no single one tells how
   * long that was.
   *
   * @param followed by half of the agents at least
   */
  void settle(IntervalStretch followed) {
    settled = true;
    inherited = followed;
  }

  IntervalStretch now() {
    return now;
  }

  /**
   * What the answer to a heartbeat asks for. An exporter that has just started lets agents keep the
   * longer interval that an earlier one asked for: with the usual one, they would be too many
   * again.
   */
  IntervalStretch answer(Heartbeat sent) {
    return settled ? now : now.or(sent.stretch());
  }

  /**
   * Takes note of what an agent follows, and returns its heartbeat with the interval after which
   * the next one can be expected. That is the longer one, because the answer can be lost.
   */
  Heartbeat hear(Heartbeat sent, IntervalStretch answered) {
    IntervalStretch followed = sent.stretch();
    if (!settled && followed.factor() > most.factor()) {
      inherited = inherited.or(followed);
    }
    return sent.stretched(followed.or(answered));
  }

  /**
   * Within which agents that run all the while are heard after the start of this exporter, if they
   * are heard within {@code usual} at the usual interval.
   */
  Duration patience(Duration usual) {
    return usual.multipliedBy(inherited.factor());
  }
}
