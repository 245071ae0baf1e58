// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

/**
 * What became of datagrams on one way of a link, there or back.
 *
 * @param lost those that did not arrive
 * @param repeated how often one arrived that had arrived before
 * @param reordered those that arrived after one that was sent later
 * @param damaged those that arrived with other bytes, although their checksum was right
 */
public record WayCounts(int lost, int repeated, int reordered, int damaged) {
  public static final WayCounts NONE = new WayCounts(0, 0, 0, 0);

  public WayCounts {
    if ((lost | repeated | reordered | damaged) < 0) {
      throw new IllegalArgumentException("a count is negative");
    }
  }

  public boolean isNone() {
    return (lost | repeated | reordered | damaged) == 0;
  }

  public WayCounts plus(WayCounts more) {
    return new WayCounts(
        sum(lost, more.lost),
        sum(repeated, more.repeated),
        sum(reordered, more.reordered),
        sum(damaged, more.damaged));
  }

  /** These counts without those of an earlier time. */
  public WayCounts minus(WayCounts before) {
    return new WayCounts(
        lost - before.lost,
        repeated - before.repeated,
        reordered - before.reordered,
        damaged - before.damaged);
  }

  private static int sum(int one, int other) {
    return (int) Math.min((long) one + other, Integer.MAX_VALUE);
  }
}
