// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;

/** How often something happened in each second. Thread-safe. */
final class SecondCounts {
  private static final long SECOND = 1_000_000_000;

  private final ConcurrentSkipListMap<Long, LongAdder> counts = new ConcurrentSkipListMap<>();

  /** Counts one, by {@link System#nanoTime}. */
  void count(long nanos) {
    counts.computeIfAbsent(Math.floorDiv(nanos, SECOND), _ -> new LongAdder()).increment();
  }

  /** The most in one of the seconds from {@code from} to {@code to}, the first one included. */
  long peak(long from, long to) {
    return counts.subMap(Math.floorDiv(from, SECOND), Math.floorDiv(to, SECOND)).values().stream()
        .mapToLong(LongAdder::sum)
        .max()
        .orElse(0);
  }

  /** All of these seconds together. */
  long sum(long from, long to) {
    return counts.subMap(Math.floorDiv(from, SECOND), Math.floorDiv(to, SECOND)).values().stream()
        .mapToLong(LongAdder::sum)
        .sum();
  }
}
