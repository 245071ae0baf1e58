// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ClockReading;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;

/**
 * When each thing was first seen, of those that have been there without a break since. Only things
 * that are there now are remembered. For one thread at a time.
 */
final class FirstSeen<T> {
  private Map<T, ClockReading> seen = Map.of();

  /** Takes what is there {@code now}, and returns since when. */
  Map<T, ClockReading> update(Collection<T> present, ClockReading now) {
    if (present.isEmpty()) {
      seen = Map.of();
      return seen;
    }
    Map<T, ClockReading> next = HashMap.newHashMap(present.size());
    for (T thing : present) {
      next.put(thing, seen.getOrDefault(thing, now));
    }
    seen = next;
    // Not a copy: those of the JDK make no trees of keys whose hashes collide.
    return Collections.unmodifiableMap(next);
  }
}
