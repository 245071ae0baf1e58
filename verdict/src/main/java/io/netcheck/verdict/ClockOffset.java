// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Arrays;

/**
 * How far an agent's clock is ahead, from its last heartbeats. A heartbeat that was long on its way
 * makes the clock look late, so the one that looks earliest is the nearest to the truth.
 */
final class ClockOffset {
  private final long[] millis = new long[4];
  private int count;

  void add(long offsetMillis) {
    millis[count % millis.length] = offsetMillis;
    count++;
  }

  /** Whether there are enough heartbeats to tell. */
  boolean isKnown() {
    return count >= 3;
  }

  long millis() {
    return Arrays.stream(millis, 0, Math.min(count, millis.length)).max().orElse(0);
  }
}
