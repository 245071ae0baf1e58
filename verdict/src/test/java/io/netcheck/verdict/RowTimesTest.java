// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RowTimesTest {
  @Test
  void aRowHasNoTimeUntilItGetsOne() {
    RowTimes times = new RowTimes(3);
    assertEquals(0, times.get(2));
    times.set(1, 0);
    times.set(2, 7);
    assertEquals(0, times.get(1));
    assertEquals(7, times.get(2));
    times.set(2, 0);
    assertEquals(0, times.get(2));
  }
}
