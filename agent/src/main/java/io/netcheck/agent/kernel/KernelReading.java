// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import io.netcheck.protocol.KernelHint;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the kernel said at one moment; only what this kernel tells.
 *
 * @param counters how often each thing happened since the host started
 * @param fills how much of each table is in use
 */
record KernelReading(Map<Key, Long> counters, Map<Key, Fill> fills) {
  static final KernelReading NOTHING = new KernelReading(Map.of(), Map.of());

  /**
   * What is counted.
   *
   * @param where as in {@link KernelHint}
   */
  record Key(KernelHint.Kind kind, String where) implements Comparable<Key> {
    private static final Comparator<Key> ORDER =
        Comparator.comparing(Key::kind).thenComparing(Key::where);

    @Override
    public int compareTo(Key other) {
      return ORDER.compare(this, other);
    }
  }

  /** How many entries a table has, and how many it can have. */
  record Fill(long used, long limit) {}

  KernelReading {
    counters = new TreeMap<>(counters);
    fills = new TreeMap<>(fills);
  }

  /** How often something happened since an earlier reading; 0 if that is not known. */
  long since(KernelReading earlier, Key key) {
    long now = Optional.ofNullable(counters.get(key)).orElse(0L);
    // A device that was removed and added again counts from 0.
    return Math.max(0, now - Optional.ofNullable(earlier.counters.get(key)).orElse(now));
  }
}
