// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * What became of the datagrams of a link on both ways.
 *
 * @param there of the requests, from the agent to its peer
 * @param back of the answers
 */
public record PacketCounts(WayCounts there, WayCounts back) {
  public static final PacketCounts NONE = new PacketCounts(WayCounts.NONE, WayCounts.NONE);

  /** Whether every datagram arrived once, in its turn and undamaged. */
  public boolean isNone() {
    return there.isNone() && back.isNone();
  }

  /** Only the damaged ones. */
  public PacketCounts onlyDamaged() {
    return isNone()
        ? this
        : new PacketCounts(
            new WayCounts(0, 0, 0, there.damaged()), new WayCounts(0, 0, 0, back.damaged()));
  }

  public PacketCounts plus(PacketCounts more) {
    return more.isNone() ? this : new PacketCounts(there.plus(more.there), back.plus(more.back));
  }

  /** These counts without those of an earlier time. */
  public PacketCounts minus(PacketCounts before) {
    return before.isNone()
        ? this
        : new PacketCounts(there.minus(before.there), back.minus(before.back));
  }
}
