// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.kernel;

import io.netcheck.protocol.KernelHint;
import io.netcheck.protocol.KernelHint.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Which of the kernel's numbers can explain that packets are lost. */
final class NotableHints {
  /** From here on a table may have been full meanwhile. */
  private static final double NEARLY_FULL = 0.9;

  private NotableHints() {}

  /**
   * @param earlier the reading of some minutes ago
   */
  static List<KernelHint> of(KernelReading now, KernelReading earlier) {
    List<KernelHint> hints = new ArrayList<>();
    now.fills()
        .forEach((key, fill) -> {
          if (fill.used() >= NEARLY_FULL * fill.limit() && isSure(key)) {
            hints.add(new KernelHint(key.kind(), key.where(), fill.used(), fill.limit()));
          }
        });
    for (KernelReading.Key key : now.counters().keySet()) {
      long times = now.since(earlier, key);
      if (times >= notable(key.kind())) {
        hints.add(new KernelHint(key.kind(), key.where(), times, 0));
      }
    }
    return hints.stream().limit(KernelHint.MOST).toList();
  }

  static boolean isNearlyFull(OptionalLong used, OptionalLong limit) {
    return used.isPresent()
        && limit.isPresent()
        && used.getAsLong() >= NEARLY_FULL * limit.getAsLong();
  }

  /**
   * The IPv6 neighbours that were entered for ever, and need no room, cannot be told from the
   * others. Then only an overflow is sure.
   */
  private static boolean isSure(KernelReading.Key key) {
    return key.kind() != Kind.NEIGHBOURS_FULL || !key.where().equals("ipv6");
  }

  /** How often within some minutes is more than usual. */
  private static long notable(Kind kind) {
    return switch (kind) {
      // Not one of these happens while all is well.
      case CONNTRACK_DROPS, NEIGHBOUR_OVERFLOWS, SOFTNET_DROPS, CARRIER_CHANGES -> 1;
      // A bad cable damages a packet now and then; a stray packet comes from the Internet.
      case NIC_ERRORS, NIC_MISSED, CHECKSUM_ERRORS -> 3;
      // Multicast, and hosts with wrong addresses.
      case REVERSE_PATH_DROPS -> 10;
      case CONNTRACK_FULL, NEIGHBOURS_FULL ->
          throw new IllegalArgumentException(kind + " is not counted");
    };
  }
}
