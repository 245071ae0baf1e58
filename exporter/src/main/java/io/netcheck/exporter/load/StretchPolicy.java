// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.load;

import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;

/**
 * How much longer than configured agents should wait between heartbeats, by the share of time in
 * which the exporter is busy with requests.
 *
 * <p>Above some share, heartbeats wait for each other and are answered later and later; a share is
 * known long before that. One look does not count, because agents that all start, a collection of
 * garbage or a neighbour that takes the processor for a while make one busy too. Doubling the
 * intervals halves the work. They get shorter by one step at a time, and only if the work that this
 * would bring fits: so the stretch does not swing. Not thread-safe.
 */
final class StretchPolicy {
  /** From here on, the wait for a single thread is several times the work of a request. */
  static final double NEAR_LIMIT = 0.8;

  /** What shorter intervals may lead to. */
  static final double FITS = 0.6;

  /** Heartbeats of fewer clients are never what makes an exporter busy. */
  static final int LEAST_CLIENTS = 100;

  static final int BUSY_LOOKS = 3;
  static final int CALM_LOOKS = 6;

  /**
   * Agents learn of another interval with the answer to their next heartbeat. Only when all know
   * it, the load shows what it does: after twice the usual interval, stretched.
   */
  private static final Duration TO_SHOW = Duration.ofSeconds(10);

  private IntervalStretch stretch = IntervalStretch.NONE;
  private long nextLookNanos;
  private int busy;
  private int calm;

  /**
   * @param nowNanos by a monotonic clock
   */
  StretchPolicy(long nowNanos) {
    this.nextLookNanos = nowNanos;
  }

  /**
   * Takes one look at the load, and returns the stretch from now on.
   *
   * @param busyShare of the time since the last look, from 0 to 1
   * @param clients whose heartbeats can be stretched
   * @param nowNanos by a monotonic clock
   */
  IntervalStretch look(double busyShare, int clients, long nowNanos) {
    if (nowNanos - nextLookNanos < 0) {
      return stretch;
    }
    boolean nearLimit = busyShare >= NEAR_LIMIT && clients >= LEAST_CLIENTS;
    busy = nearLimit && stretch.factor() < IntervalStretch.MOST ? busy + 1 : 0;
    calm = stretch.isStretched() && fitsShorter(busyShare, clients) ? calm + 1 : 0;
    if (busy == BUSY_LOOKS) {
      change(Math.min(2 * stretch.factor(), IntervalStretch.MOST), nowNanos);
    } else if (calm == CALM_LOOKS) {
      change(stretch.factor() - 1, nowNanos);
    }
    return stretch;
  }

  /** Goes on with the stretch that agents follow already, if it is the longer one. */
  void adopt(IntervalStretch followed, long nowNanos) {
    if (followed.factor() > stretch.factor()) {
      change(followed.factor(), nowNanos);
    }
  }

  private boolean fitsShorter(double busyShare, int clients) {
    double expected = busyShare * stretch.factor() / (stretch.factor() - 1);
    return expected <= FITS || clients < LEAST_CLIENTS;
  }

  private void change(int factor, long nowNanos) {
    int slower = Math.max(factor, stretch.factor());
    stretch = new IntervalStretch(factor);
    busy = 0;
    calm = 0;
    nextLookNanos = nowNanos + TO_SHOW.multipliedBy(slower).toNanos();
  }
}
