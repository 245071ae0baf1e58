// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.world;

import java.util.SplittableRandom;

/** Round-trip times of a healthy network: a base for each pair of zones, and a heavy tail. */
final class PathTimes {
  private static final int SAMPLES = 1 << 13;
  private static final long INSIDE_NANOS = 180_000;
  private static final double SPREAD = 0.15;

  /** One in this many is late by milliseconds. */
  private static final int RARE = 200;

  private final int zones;
  private final long[] base;
  private final float[] factors = new float[SAMPLES];
  private final int[] late = new int[SAMPLES];

  PathTimes(ClusterPlan plan, SplittableRandom random) {
    zones = Math.max(1, plan.zones());
    base = new long[zones * zones];
    for (int a = 0; a < zones; a++) {
      for (int b = 0; b < zones; b++) {
        base[a * zones + b] =
            b < a
                ? base[b * zones + a]
                : a == b ? INSIDE_NANOS : 500_000 + random.nextLong(1_500_000);
      }
    }
    for (int i = 0; i < SAMPLES; i++) {
      factors[i] = (float) Math.exp(SPREAD * random.nextGaussian());
      if (random.nextInt(RARE) == 0) {
        late[i] = (int) Math.min(200_000_000, 1_000_000 / Math.pow(1 - random.nextDouble(), 0.8));
      }
    }
  }

  long base(int sourceZone, int targetZone) {
    return base[Math.max(0, sourceZone) * zones + Math.max(0, targetZone)];
  }

  long sample(long baseNanos, int random) {
    int at = random & (SAMPLES - 1);
    return (long) (baseNanos * factors[at]) + late[at];
  }
}
