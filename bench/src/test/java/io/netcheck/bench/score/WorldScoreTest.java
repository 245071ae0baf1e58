// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.verdict.FaultKind;
import io.netcheck.verdict.FaultSeverity;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What counts as right, late, wrong and flickering. */
class WorldScoreTest {
  private static final long SECOND = 1_000_000_000;
  private static final long START = 20 * SECOND;
  private static final ExpectedFault.Course COURSE =
      new ExpectedFault.Course(START, START, 30 * SECOND, 60 * SECOND, 70 * SECOND);

  private static RightAnswer answer(FaultKind kind, String subject) {
    return new RightAnswer(
        kind, SubjectPattern.oneOf(subject), ScopePattern.ANY, ScopePattern.ANY, ScopePattern.ANY);
  }

  private static ShownFault shown(FaultKind kind, FaultSeverity severity, String subject) {
    return new ShownFault(kind, severity, subject, "all", "all", "all", 0.9);
  }

  private static WorldScore score(ExpectedFault.Interim interim, RightAnswer... answers) {
    return new WorldScore(
        List.of(new ExpectedFault("a cause", Set.of("node-1"), List.of(answers), interim, COURSE)));
  }

  private static CauseResult play(WorldScore score, ShownFault fault, int from, int to) {
    for (int second = 0; second < 70; second++) {
      score.see(second >= from && second < to ? List.of(fault) : List.of(), second * SECOND);
    }
    return score.results().getFirst();
  }

  private static final ShownFault LOSS =
      shown(FaultKind.PACKET_LOSS, FaultSeverity.WARNING, "node-1");

  @Test
  void aNameThatIsThereAtTheEndIsFound() {
    CauseResult result =
        play(
            score(ExpectedFault.Interim.NONE, answer(FaultKind.PACKET_LOSS, "node-1")),
            LOSS,
            25,
            65);
    assertTrue(result.isPerfect());
    assertFalse(result.late());
    assertEquals(5, result.seconds());
  }

  @Test
  void aNameAfterItsTimeIsLate() {
    CauseResult result =
        play(
            score(ExpectedFault.Interim.NONE, answer(FaultKind.PACKET_LOSS, "node-1")),
            LOSS,
            40,
            65);
    assertTrue(result.found());
    assertTrue(result.late());
  }

  @Test
  void theWrongSeverityIsWrongOnceTheFaultHasSettled() {
    RightAnswer critical =
        answer(FaultKind.PACKET_LOSS, "node-1").severe(Set.of(FaultSeverity.CRITICAL));
    assertTrue(play(score(ExpectedFault.Interim.NONE, critical), LOSS, 22, 27).wrong().isEmpty());
    CauseResult result = play(score(ExpectedFault.Interim.NONE, critical), LOSS, 22, 65);
    assertFalse(result.found());
    assertEquals(1, result.wrong().size());
  }

  @Test
  void anInterimNameIsNeitherRightNorWrongForAWhile() {
    ExpectedFault.Interim interim =
        new ExpectedFault.Interim(
            List.of(answer(FaultKind.NODE_UNREACHABLE, "node-1")), 10 * SECOND);
    ShownFault down = shown(FaultKind.NODE_UNREACHABLE, FaultSeverity.CRITICAL, "node-1");
    CauseResult result = play(score(interim, answer(FaultKind.FLAPPING, "node-1")), down, 25, 29);
    assertFalse(result.found());
    assertTrue(result.wrong().isEmpty());
    assertEquals(
        1, play(score(interim, answer(FaultKind.FLAPPING, "node-1")), down, 25, 40).wrong().size());
  }

  @Test
  void nothingIsRightWhereNothingShouldBeShown() {
    assertTrue(play(score(ExpectedFault.Interim.NONE), LOSS, 70, 70).found());
    assertFalse(play(score(ExpectedFault.Interim.NONE), LOSS, 25, 26).found());
  }
}
