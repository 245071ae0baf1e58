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
 * Heartbeats that this exporter missed and that another one may have received. They are lost if no
 * exporter reports them within a while. Thread-safe.
 */
final class HeartbeatGaps {
  /** How long other exporters have to report a heartbeat. */
  private static final long GRACE_NANOS = Duration.ofSeconds(5).toNanos();

  /** Longer gaps cannot come from heartbeats that went to another exporter. */
  private static final long LONGEST = 64;

  private static final class Gap {
    final Set<Long> missing = new TreeSet<>();
    long sinceNanos;
  }

  private final Map<ClientInstance, Gap> gaps = new HashMap<>();

  /**
   * Notes that the {@code count} heartbeats before {@code next} are missing; returns how many of
   * them are lost for certain.
   */
  synchronized long note(ClientId id, String instance, long next, long count, long nowNanos) {
    if (count > LONGEST) {
      return count;
    }
    Gap gap = gaps.computeIfAbsent(new ClientInstance(id, instance), _ -> new Gap());
    gap.sinceNanos = nowNanos;
    for (long sequence = next - count; sequence < next; sequence++) {
      gap.missing.add(sequence);
    }
    return 0;
  }

  /** Another exporter received these. */
  synchronized void heard(ClientId id, String instance, Iterable<Long> sequences) {
    Gap gap = gaps.isEmpty() ? null : gaps.get(new ClientInstance(id, instance));
    if (gap != null) {
      sequences.forEach(gap.missing::remove);
    }
  }

  /** How many were lost since the last call. */
  synchronized long lost(long nowNanos) {
    long lost = 0;
    for (Iterator<Gap> all = gaps.values().iterator(); all.hasNext(); ) {
      Gap gap = all.next();
      if (nowNanos - gap.sinceNanos > GRACE_NANOS) {
        lost += gap.missing.size();
        all.remove();
      }
    }
    return lost;
  }

  /** Forgets all gaps, because reports of other exporters were missed. */
  synchronized void clear() {
    gaps.clear();
  }
}
