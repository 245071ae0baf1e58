// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import java.io.PrintStream;

/** Of the findings with a confidence, how many were right. */
public final class Calibration {
  private static final double[] BOUNDS = {0.5, 0.7, 0.8, 0.9, 0.95, 0.99, 1.01};

  private final long[] shown = new long[BOUNDS.length];
  private final long[] right = new long[BOUNDS.length];
  private final double[] sum = new double[BOUNDS.length];

  void add(double confidence, boolean isRight) {
    int bucket = 0;
    while (bucket < BOUNDS.length - 1 && confidence >= BOUNDS[bucket]) {
      bucket++;
    }
    shown[bucket]++;
    sum[bucket] += confidence;
    right[bucket] += isRight ? 1 : 0;
  }

  public void add(Calibration other) {
    for (int i = 0; i < shown.length; i++) {
      shown[i] += other.shown[i];
      right[i] += other.right[i];
      sum[i] += other.sum[i];
    }
  }

  public void print(PrintStream out) {
    out.printf("%n%-24s %8s %10s%n", "confidence", "shown", "right");
    for (int i = 0; i < shown.length; i++) {
      if (shown[i] > 0) {
        out.printf(
            "below %-4.2f, mean %.3f   %8d %10.3f%n",
            Math.min(1, BOUNDS[i]), sum[i] / shown[i], shown[i], (double) right[i] / shown[i]);
      }
    }
  }
}
