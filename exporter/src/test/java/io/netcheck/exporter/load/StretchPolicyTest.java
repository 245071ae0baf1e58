// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.TestClock;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.DoubleSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StretchPolicyTest {
  private static final int CLIENTS = 5_000;

  private final TestClock clock = new TestClock();
  private final StretchPolicy policy = new StretchPolicy(clock.nanoTime());
  private int factor = 1;

  /** Looks at a load until some time has passed; every new factor, in turn. */
  private List<Integer> changes(Duration time, int clients, DoubleSupplier load) {
    List<Integer> changes = new ArrayList<>();
    for (long i = 0; i < time.dividedBy(LoadWatch.INTERVAL); i++) {
      clock.advance(LoadWatch.INTERVAL);
      int next = policy.look(Math.min(1, load.getAsDouble()), clients, clock.nanoTime()).factor();
      if (next != factor) {
        changes.add(next);
      }
      factor = next;
    }
    return changes;
  }

  private List<Integer> changes(Duration time, DoubleSupplier load) {
    return changes(time, CLIENTS, load);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.3, 0.79})
  void belowTheLimitNothingIsStretched(double load) {
    assertEquals(List.of(), changes(Duration.ofHours(1), () -> load));
  }

  @Test
  void aLoadOfHalfAMinuteIsNotEnoughAndOneThatLastsIs() {
    for (int i = 0; i < 50; i++) {
      assertEquals(List.of(), changes(Duration.ofSeconds(20), () -> 1));
      assertEquals(List.of(), changes(Duration.ofSeconds(10), () -> 0.7));
    }
    assertEquals(List.of(2), changes(Duration.ofSeconds(30), () -> 0.8));
  }

  @Test
  void aLoadThatGoesUpAndDownAroundTheLimitByChanceStretchesNothingOrOnceAndDoesNotSwing() {
    SplittableRandom random = new SplittableRandom(11);
    List<Integer> changes =
        changes(Duration.ofHours(4), () -> (0.7 + 0.2 * random.nextDouble()) / factor);
    assertTrue(changes.size() <= 1, changes::toString);
  }

  @Test
  void fewClientsAreNeverTheReason() {
    assertEquals(List.of(), changes(Duration.ofHours(1), 99, () -> 1));
  }

  @Test
  void theStretchGrowsToSixAndNoFurther() {
    assertEquals(List.of(2, 4, 6), changes(Duration.ofHours(1), () -> 1));
  }

  @Test
  void aStepWaitsUntilTheOneBeforeShowsItsEffect() {
    // Agents that know of it only with their next heartbeat, which is due after the old interval.
    changes(Duration.ofSeconds(30), () -> 1);
    assertEquals(2, factor);
    assertEquals(List.of(), changes(Duration.ofSeconds(30), () -> 1));
    assertEquals(List.of(4), changes(Duration.ofSeconds(20), () -> 1));
    assertEquals(List.of(), changes(Duration.ofSeconds(40), () -> 1));
    assertEquals(List.of(6), changes(Duration.ofSeconds(10), () -> 1));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.85, 1.1, 1.5, 2.3, 3.1, 4.5})
  void theStretchSettlesWhereTheLoadFitsAndStays(double demand) {
    changes(Duration.ofMinutes(20), () -> demand / factor);
    assertTrue(demand / factor < StretchPolicy.NEAR_LIMIT, () -> demand + " at " + factor);
    assertEquals(List.of(), changes(Duration.ofHours(4), () -> demand / factor));
  }

  @Test
  void whenTheLoadIsOverTheIntervalsShortenStepByStep() {
    changes(Duration.ofMinutes(20), () -> 4.0 / factor);
    assertEquals(6, factor);
    assertEquals(List.of(5, 4, 3, 2, 1), changes(Duration.ofHours(1), () -> 0.2 / factor));
  }

  @Test
  void theyShortenOnlyAsFarAsItFits() {
    changes(Duration.ofMinutes(20), () -> 4.0 / factor);
    changes(Duration.ofHours(1), () -> 1.7 / factor);
    assertEquals(3, factor);
  }

  @Test
  void loadThatDoesNotComeFromHeartbeatsKeepsTheLongestIntervalButNotForever() {
    changes(Duration.ofHours(1), () -> 0.95);
    assertEquals(6, factor);
    assertEquals(List.of(5, 4, 3, 2, 1), changes(Duration.ofHours(1), () -> 0.1));
  }

  @Test
  void whatAgentsFollowAlreadyIsGoneOnWithAndShortensAsUsual() {
    policy.adopt(new IntervalStretch(4), clock.nanoTime());
    assertEquals(List.of(4, 3, 2), changes(Duration.ofHours(1), () -> 1.1 / factor));
    policy.adopt(IntervalStretch.NONE, clock.nanoTime());
    assertEquals(List.of(), changes(Duration.ofHours(1), () -> 1.1 / factor));
  }

  @Test
  void withoutClientsTheStretchEnds() {
    changes(Duration.ofHours(1), () -> 1);
    assertEquals(List.of(5, 4, 3, 2, 1), changes(Duration.ofHours(1), 50, () -> 1));
  }
}
