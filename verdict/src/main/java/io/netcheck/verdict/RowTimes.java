// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

/**
 * A time for each row, in nanoseconds; 0 if it has none. Most rows of a healthy mesh never have
 * one, so there is no array until one has: with 5,000 agents, all of them are 20 MB.
 */
final class RowTimes {
  private final int rows;
  private long[] nanos = {};

  RowTimes(int rows) {
    this.rows = rows;
  }

  /** Whether no row has a time. */
  boolean isEmpty() {
    return nanos.length == 0;
  }

  long get(int row) {
    return nanos.length == 0 ? 0 : nanos[row];
  }

  void set(int row, long time) {
    if (nanos.length == 0) {
      if (time == 0) {
        return;
      }
      nanos = new long[rows];
    }
    nanos[row] = time;
  }
}
