// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PendingProbesTest {
  private final PendingProbes<String> inFlight = new PendingProbes<>();

  @Test
  void anAnswerTakesItsQuestionOnce() {
    inFlight.add(1, 42, 100, "a");
    assertEquals(Optional.of("a"), inFlight.take(1, 42));
    assertEquals(Optional.empty(), inFlight.take(1, 42), "a duplicate");
    assertEquals(Long.MAX_VALUE, inFlight.dueInNanos(0));
  }

  @Test
  void aWrongCookieOrSequenceTakesNothing() {
    inFlight.add(1, 42, 100, "a");
    assertEquals(Optional.empty(), inFlight.take(1, 43));
    assertEquals(Optional.empty(), inFlight.take(2, 42));
    assertEquals(1, inFlight.size());
  }

  @Test
  void deadlinesExpireInTheirOrderAndNotBefore() {
    inFlight.add(1, 0, 300, "late");
    inFlight.add(2, 0, 100, "early");
    inFlight.add(3, 0, 200, "answered");
    inFlight.take(3, 0);
    List<String> expired = new ArrayList<>();
    inFlight.expire(99, expired::add);
    assertEquals(List.of(), expired);
    inFlight.expire(100, expired::add);
    assertEquals(List.of("early"), expired);
    assertEquals(199, inFlight.dueInNanos(101));
    inFlight.expire(300, expired::add);
    assertEquals(List.of("early", "late"), expired);
    assertEquals(Optional.empty(), inFlight.take(1, 0), "after the deadline");
  }

  @Test
  void deadlinesHoldWhereTheClockOverflows() {
    long before = Long.MAX_VALUE - 10;
    inFlight.add(1, 0, before + 5, "first");
    inFlight.add(2, 0, before + 50, "second");
    List<String> expired = new ArrayList<>();
    inFlight.expire(before + 20, expired::add);
    assertEquals(List.of("first"), expired);
  }

  @Test
  void aSequenceInFlightIsNotGivenTwice() {
    inFlight.add(7, 0, 100, "a");
    assertTrue(inFlight.contains(7));
    assertThrows(IllegalStateException.class, () -> inFlight.add(7, 1, 100, "b"));
    inFlight.take(7, 0);
    inFlight.add(7, 1, 100, "b");
    assertEquals(Optional.empty(), inFlight.take(7, 0), "the late answer to the one before");
  }

  @Test
  void everyQuestionLeavesExactlyOnce() {
    Random random = new Random(1);
    Set<Integer> left = new HashSet<>();
    PendingProbes<Integer> many = new PendingProbes<>();
    for (int i = 0; i < 10_000; i++) {
      many.add(i, i, random.nextInt(20_000), i);
      int asked = random.nextInt(i + 1);
      switch (random.nextInt(4)) {
        case 0 -> many.take(asked, asked).ifPresent(q -> assertTrue(left.add(q)));
        case 1 -> many.expire(i, q -> assertTrue(left.add(q)));
        case 2 -> many.takeAll(q -> q % 97 == asked % 97).forEach(q -> assertTrue(left.add(q)));
        default -> many.take(asked, asked + 1).ifPresent(_ -> assertTrue(false));
      }
    }
    many.expire(20_000, q -> assertTrue(left.add(q)));
    assertEquals(10_000, left.size());
    assertEquals(0, many.size());
  }
}
