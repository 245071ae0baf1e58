// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * Since when each of some things is there without a break. Only what is there now is remembered.
 * For one thread at a time.
 */
public final class FirstSeen<T> {
  private Map<T, Instant> seen = Map.of();

  /** Takes what is there {@code at} this moment, and answers since when. */
  public Map<T, Instant> update(Collection<T> present, Instant at) {
    if (present.isEmpty()) {
      seen = Map.of();
      return seen;
    }
    Map<T, Instant> next = HashMap.newHashMap(present.size());
    for (T thing : present) {
      next.put(thing, seen.getOrDefault(thing, at));
    }
    seen = next;
    return Map.copyOf(next);
  }
}
