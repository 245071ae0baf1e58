// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/** The numbers of two nodes, or of two zones, as one key. */
final class PairKey {
  /** The hash code of a {@link Long} would be the same for all pairs with the same difference. */
  private static final int SPREAD = 0x9E3779B9;

  private PairKey() {}

  /** The same key in both directions; the smaller number is its {@link #first}. */
  static long of(int one, int other) {
    return directed(Math.min(one, other), Math.max(one, other));
  }

  static long directed(int source, int target) {
    return ((long) source << 32) | Integer.toUnsignedLong(target ^ source * SPREAD);
  }

  static int first(long key) {
    return (int) (key >> 32);
  }

  static int second(long key) {
    return (int) key ^ first(key) * SPREAD;
  }
}
