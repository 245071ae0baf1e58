// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalInt;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SizeSearchTest {
  private int packets;

  /** One turn on a path. */
  private void turn(SizeSearch search, IntPredicate passes) {
    List<Integer> sizes = search.next();
    assertTrue(sizes.size() <= 3, () -> "sizes " + sizes);
    packets += sizes.size();
    sizes.stream().filter(passes::test).forEach(search::passed);
  }

  private OptionalInt search(SizeSearch search, int turns, IntPredicate passes) {
    for (int i = 0; i < turns; i++) {
      turn(search, passes);
    }
    return search.found();
  }

  @ParameterizedTest
  @CsvSource({
    "1500, 84",
    "1500, 85",
    "1500, 576",
    "1500, 1400",
    "1500, 1498",
    "1500, 1499",
    "9216, 1500",
    "9216, 8921",
    "86, 85"
  })
  void findsTheLargestSizeThatPassesWithFewPackets(int route, int mtu) {
    SizeSearch search = new SizeSearch(84, route);

    int turns = 0;
    while (search.found().isEmpty() && turns < 12) {
      turn(search, size -> size <= mtu);
      turns++;
    }

    assertEquals(OptionalInt.of(mtu), search.found());
    assertTrue(packets <= 24, () -> "packets " + packets);
  }

  @Test
  void saysNothingBeforeItIsSure() {
    SizeSearch search = new SizeSearch(84, 1_500);

    assertEquals(OptionalInt.empty(), search(search, 5, size -> size <= 1_400));
  }

  @Test
  void restsIfNotEvenTheSmallestPasses() {
    SizeSearch search = new SizeSearch(84, 1_500);

    assertEquals(OptionalInt.empty(), search(search, 100, _ -> false));

    assertTrue(packets <= 10, () -> "packets " + packets);
  }

  @Test
  void aFoundSizeIsCheckedWithFewPackets() {
    SizeSearch search = new SizeSearch(84, 1_500);
    search(search, 20, size -> size <= 1_400);
    packets = 0;

    assertEquals(OptionalInt.of(1_400), search(search, 50, size -> size <= 1_400));

    assertTrue(packets <= 33, () -> "packets " + packets);
  }

  @Test
  void aLossByChanceDoesNotDecide() {
    SizeSearch search = new SizeSearch(84, 1_500);
    search(search, 3, size -> size <= 1_100);

    assertEquals(OptionalInt.of(1_400), search(search, 20, size -> size <= 1_400));
  }

  @Test
  void aPathThatChangesIsSearchedAgain() {
    SizeSearch search = new SizeSearch(84, 1_500);
    search(search, 20, size -> size <= 1_400);

    assertEquals(OptionalInt.of(1_300), search(search, 20, size -> size <= 1_300));
    assertEquals(OptionalInt.of(1_450), search(search, 20, size -> size <= 1_450));
    assertEquals(OptionalInt.empty(), search(search, 20, _ -> false));
  }
}
