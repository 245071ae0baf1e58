// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * One time over which lost packets are remembered: what happened this long ago weighs a third of
 * what happens now.
 *
 * @param seconds the time
 * @param slots in how many different moments packets must have been lost, weighted by their age; a
 *     single blip shows in three of them at most
 */
record LossHorizon(double seconds, double slots) {
  /** Only tells whether a loss has ended. */
  static final LossHorizon SHORTEST = new LossHorizon(3, Double.POSITIVE_INFINITY);

  static final LossHorizon[] ALL = {
    SHORTEST, new LossHorizon(10, 2.7), new LossHorizon(60, 4.5), new LossHorizon(600, 6)
  };

  static final int COUNT = ALL.length;

  /** Positions in {@link #ALL}: of 3 s, 10 s and a minute. */
  static final int LATEST = 0;

  static final int RECENT = 1;
  static final int MINUTE = 2;

  /** What is left of a count after some time. */
  double decay(double elapsedSeconds) {
    return Math.exp(-elapsedSeconds / seconds);
  }
}
