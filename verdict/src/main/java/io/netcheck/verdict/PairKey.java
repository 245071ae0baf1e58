// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/** The numbers of two nodes, or of two zones, as one key. */
final class PairKey {
  private PairKey() {}

  /** The same key in both directions; the smaller number is its {@link #first}. */
  static long of(int one, int other) {
    return directed(Math.min(one, other), Math.max(one, other));
  }

  static long directed(int source, int target) {
    return ((long) source << 32) | target;
  }

  static int first(long key) {
    return (int) (key >> 32);
  }

  static int second(long key) {
    return (int) key;
  }
}
