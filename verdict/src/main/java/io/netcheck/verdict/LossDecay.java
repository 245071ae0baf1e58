// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * What is left of a count after some time, by {@link LossHorizon}. Remembers the last answer,
 * because nearly all counts age by the same time.
 */
final class LossDecay {
  private final double[] left = new double[LossHorizon.COUNT];
  private double elapsed;

  /** The array is only valid until the next call. */
  double[] after(double seconds) {
    if (seconds != elapsed) {
      elapsed = seconds;
      for (int horizon = 0; horizon < left.length; horizon++) {
        left[horizon] = LossHorizon.ALL[horizon].decay(seconds);
      }
    }
    return left;
  }
}
