// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * One time over which lost packets are remembered: what happened this long ago weighs a third of
 * what happens now.
 */
record LossHorizon(double seconds) {
  static final LossHorizon[] ALL = {
    new LossHorizon(3), new LossHorizon(10), new LossHorizon(60), new LossHorizon(600)
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
