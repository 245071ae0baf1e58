// SPDX-License-Identifier: Apache-2.0
package io.netcheck.etcd;

import java.time.Duration;

/**
 * When an unchanged record is written again: after 80 s, or up to twice as long. The time differs
 * by record, to spread the writes.
 */
final class SlowBeat {
  private static final long SHORTEST_NANOS = Duration.ofSeconds(80).toNanos();

  private SlowBeat() {}

  /**
   * @param hash of the name of the record
   * @param ageNanos when it was written or read, before now
   */
  static boolean isOver(int hash, long ageNanos) {
    return ageNanos > SHORTEST_NANOS + Math.floorMod(hash * 0x9E3779B97F4AL, SHORTEST_NANOS);
  }
}
