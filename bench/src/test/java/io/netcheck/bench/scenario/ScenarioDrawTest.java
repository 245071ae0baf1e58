// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Worlds have the causes that their size has a place for. */
class ScenarioDrawTest {
  private static final int LARGE = 100;

  /** Such as {@code link}, which the peers of a large mesh may not see. */
  private static String impossibleInLargeClusters() {
    return ScenarioDraw.causes().stream()
        .filter(cause -> !isPossible(cause, LARGE))
        .findFirst()
        .orElseThrow();
  }

  private static boolean isPossible(String cause, int nodes) {
    try {
      new ScenarioDraw(List.of(nodes), Set.of(cause), 1);
      return true;
    } catch (IllegalArgumentException _) {
      return false;
    }
  }

  @Test
  void smallClustersCanHaveEveryCause() {
    assertTrue(ScenarioDraw.causes().stream().allMatch(cause -> isPossible(cause, 12)));
  }

  @Test
  void drawsForLargeClustersOnlyWhatTheyCanHave() {
    String impossible = impossibleInLargeClusters();
    ScenarioDraw draw = new ScenarioDraw(List.of(LARGE), Set.of(), 3);
    for (long seed = 1; seed <= 300; seed++) {
      Scenario scenario = draw.draw(seed);
      assertFalse(scenario.expected().isEmpty());
      assertFalse(
          scenario.expected().stream().anyMatch(fault -> fault.cause().equals(impossible)),
          () -> impossible + " of " + LARGE);
    }
  }

  @Test
  void saysThatNoClusterCanHaveTheCause() {
    String impossible = impossibleInLargeClusters();
    IllegalArgumentException refusal =
        assertThrows(
            IllegalArgumentException.class,
            () -> new ScenarioDraw(List.of(LARGE), Set.of(impossible), 1));
    assertEquals(
        "no cluster of [100] nodes can have any of the causes [" + impossible + "]",
        refusal.getMessage());
  }
}
