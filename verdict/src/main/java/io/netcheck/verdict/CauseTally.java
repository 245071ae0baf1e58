// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.Arrays;

/** What speaks for and against one subject as a cause, by slot of {@link Cause}. */
final class CauseTally {
  final Subject subject;
  final int[] fails;
  final int[] works;

  /** Works, as far as is known: the source has not been heard since the failures began. */
  final int[] pending;

  private int[] cells = new int[4];
  private int count;

  /**
   * @param slots how many there are
   */
  CauseTally(Subject subject, int slots) {
    this.subject = subject;
    fails = new int[slots];
    works = new int[slots];
    pending = new int[slots];
  }

  void fails(int cell, int slot) {
    fails[slot]++;
    if (count == cells.length) {
      cells = Arrays.copyOf(cells, 2 * count);
    }
    cells[count++] = cell;
  }

  /** The failing cells. */
  int[] cells() {
    return Arrays.copyOf(cells, count);
  }
}
