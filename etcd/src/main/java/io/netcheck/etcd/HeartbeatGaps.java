// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import io.netcheck.protocol.ClientId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Heartbeats that this exporter missed and another one may have heard: lost are those that nobody
 * has spoken of after a while. Thread-safe.
 */
final class HeartbeatGaps {
  private static final long PATIENCE_NANOS = Duration.ofSeconds(5).toNanos();

  /** More than these in one gap are no heartbeats on another way. */
  private static final long LONGEST = 64;

  private record Life(ClientId id, String instance) {}

  private static final class Gap {
    final Set<Long> missing = new TreeSet<>();
    long sinceNanos;
  }

  private final Map<Life, Gap> gaps = new HashMap<>();

  /**
   * Notes that the {@code count} heartbeats before {@code next} are missing; returns how many of
   * them are lost in any case.
   */
  synchronized long note(ClientId id, String instance, long next, long count, long nowNanos) {
    if (count > LONGEST) {
      return count;
    }
    Gap gap = gaps.computeIfAbsent(new Life(id, instance), _ -> new Gap());
    gap.sinceNanos = nowNanos;
    for (long sequence = next - count; sequence < next; sequence++) {
      gap.missing.add(sequence);
    }
    return 0;
  }

  /** Another exporter heard these. */
  synchronized void heard(ClientId id, String instance, Iterable<Long> sequences) {
    Gap gap = gaps.isEmpty() ? null : gaps.get(new Life(id, instance));
    if (gap != null) {
      sequences.forEach(gap.missing::remove);
    }
  }

  /** How many are lost by now, of those that were not yet counted. */
  synchronized long lost(long nowNanos) {
    long lost = 0;
    for (Iterator<Gap> all = gaps.values().iterator(); all.hasNext(); ) {
      Gap gap = all.next();
      if (nowNanos - gap.sinceNanos > PATIENCE_NANOS) {
        lost += gap.missing.size();
        all.remove();
      }
    }
    return lost;
  }

  /** Nobody can say any more what others heard. */
  synchronized void clear() {
    gaps.clear();
  }
}
