// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long answers took. Thread-safe. */
final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private final Queue<Long> nanos = new ConcurrentLinkedQueue<>();

  void add(long nanosTaken) {
    nanos.add(nanosTaken);
  }

  void clear() {
    nanos.clear();
  }

  /**
   * Milliseconds that a share of all answers did not exceed.
   *
   * @param share from 0 to 1
   */
  double quantile(double share) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) {
      return Double.NaN;
    }
    return sorted[(int) Math.min(sorted.length - 1L, (long) (share * sorted.length))]
        / NANOS_PER_MILLI;
  }
}
