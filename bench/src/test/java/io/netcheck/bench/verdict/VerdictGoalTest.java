// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.verdict;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.bench.scenario.ScenarioDraw;
import io.netcheck.bench.score.ScoreTable;
import io.netcheck.log.LogLevels;
import io.netcheck.testing.MachineTest;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The engine does not get worse, in worlds that are always the same. */
@MachineTest
class VerdictGoalTest {
  /**
   * In 100 worlds of updates, reboots, removals and short interruptions, a quarter of them with
   * rough heartbeats. There were three in 400.
   */
  private static final int MOST_FALSE = 1;

  private static final List<Integer> SIZES = List.of(6, 12);

  @BeforeAll
  static void silenceTheLog() {
    LogLevels.off();
  }

  private static ScoreTable play(ScenarioDraw draw, long seed, int worlds) {
    ScoreTable table = new ScoreTable();
    for (int i = 0; i < worlds; i++) {
      WorldRun.play(draw.draw(seed + i)).addTo(table);
    }
    return table;
  }

  private static String printed(ScoreTable table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(new PrintStream(bytes, true, UTF_8));
    return "\n" + bytes.toString(UTF_8);
  }

  /**
   * The goal is 0.99 for one cause and 0.95 for more. All are held a little below what {@code
   * docs/verdict.md} says: they may not fall.
   */
  @Test
  void namesWhatIsBroken() {
    ScoreTable table = play(new ScenarioDraw(SIZES, Set.of(), 3), 1, 2_000);
    assertTrue(table.isGood(0.985, 0.95), () -> printed(table));
    assertTrue(table.isGood(false, 0.99, 0.98), () -> printed(table));
    assertTrue(table.isGood(true, 0.96, 0.96), () -> printed(table));
  }

  /** Here, what has no good name shows as dozens of wrong ones. */
  @Test
  void namesOneCauseAmongFiftyNodes() {
    ScoreTable table = play(new ScenarioDraw(List.of(50), Set.of(), 1), 7_001, 60);
    assertTrue(table.isGood(0.98, 0.98), () -> printed(table));
  }

  @Test
  void saysAlmostNothingWhileNothingIsBroken() {
    ScoreTable table = play(new ScenarioDraw(SIZES, Set.of(), 0), 1, 100);
    assertTrue(table.wrong() <= MOST_FALSE, () -> printed(table));
  }

  /** What chance adds in the minutes after an interruption does not make it a loss that lasts. */
  @Test
  void anInterruptionOfANodeIsNoLoss() {
    ScenarioDraw quiet = new ScenarioDraw(SIZES, Set.of(), 0);
    for (long seed : new long[] {972_000_167, 972_000_745}) {
      ScoreTable table = play(quiet, seed, 1);
      assertEquals(0, table.wrong(), () -> printed(table));
    }
  }

  @Test
  void saysNothingInQuietHours() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long findings =
        new QuietHours(new PrintStream(bytes, true, UTF_8))
            .play(ScenarioDraw.quietPlan(50, 1), 1, 1);
    assertEquals(0, findings, () -> bytes.toString(UTF_8));
  }
}
