// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class NameNumbersTest {
  private final NameNumbers numbers = new NameNumbers();

  private static BitSet bits(int... some) {
    BitSet bits = new BitSet();
    IntStream.of(some).forEach(bits::set);
    return bits;
  }

  @Test
  void aNameKeepsItsNumberUntilItWasUnusedTwiceInARow() {
    assertEquals(List.of(0, 1, 2), List.of(numbers.of("a"), numbers.of("b"), numbers.of("c")));
    assertEquals(bits(), numbers.forgetUnused(bits(0)));
    assertEquals(bits(2), numbers.forgetUnused(bits(0, 1)));
    assertEquals(bits(), numbers.forgetUnused(bits(0)));
    assertEquals(1, numbers.of("b"));
  }

  @Test
  void anotherNameGetsTheNumberOfAForgottenOne() {
    numbers.of("a");
    numbers.of("b");
    numbers.forgetUnused(bits(0));
    assertEquals(bits(1), numbers.forgetUnused(bits(0)));
    assertEquals(bits(), numbers.forgetUnused(bits(0)), "it is forgotten once");
    assertEquals(1, numbers.of("c"));
    assertEquals("c", numbers.name(1));
    assertEquals(2, numbers.of("b"));
    assertEquals(3, numbers.size());
  }

  @Test
  void aNameThatWasInUseInBetweenIsNotForgotten() {
    numbers.of("a");
    numbers.forgetUnused(bits());
    numbers.of("a");
    assertEquals(bits(), numbers.forgetUnused(bits()));
    assertEquals(bits(0), numbers.forgetUnused(bits()));
  }

  @Test
  void namesWithoutEndTakeNoRoomWithoutEnd() {
    for (int round = 0; round < 100; round++) {
      for (int i = 0; i < 50; i++) {
        numbers.of("made-up-" + round + "-" + i);
      }
      numbers.forgetUnused(bits());
    }
    assertTrue(numbers.size() <= 150, numbers.size() + " numbers");
  }
}
