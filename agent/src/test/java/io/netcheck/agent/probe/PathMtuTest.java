// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class PathMtuTest {
  private static final OptionalInt NOTHING = OptionalInt.empty();

  private final PathMtu path = new PathMtu(84);

  private PathMtu.SizesToSend next() {
    return path.next(1_500, NOTHING, () -> true);
  }

  /** A turn in which everything up to {@code mtu} passes and the rest is lost without a word. */
  private void silentTurn(int mtu) {
    PathMtu.SizesToSend turn = next();
    turn.beside().stream().filter(size -> size <= mtu).forEach(path::passed);
    if (turn.size() <= mtu) {
      path.passed(turn.size());
    } else {
      path.lost(turn.size());
    }
  }

  @Test
  void aPathThatCarriesAllIsNotSearched() {
    for (int i = 0; i < 20; i++) {
      assertEquals(new PathMtu.SizesToSend(1_500, List.of()), next());
      path.passed(1_500);
    }
    assertEquals(NOTHING, path.narrow());
  }

  @Test
  void twoLossesAreNoReasonToSearch() {
    for (int i = 0; i < 20; i++) {
      assertEquals(List.of(), next().beside());
      path.lost(1_500);
      assertEquals(List.of(), next().beside());
      path.lost(1_500);
      assertEquals(List.of(), next().beside());
      path.passed(1_500);
    }
  }

  @Test
  void whatPassesABlackHoleIsFoundAndForgottenWhenItHeals() {
    for (int i = 0; i < 15; i++) {
      silentTurn(1_400);
    }
    assertEquals(OptionalInt.of(1_400), path.narrow());
    assertEquals(1_500, next().size(), "the probe still asks for the full size");

    path.passed(1_500);

    assertEquals(NOTHING, path.narrow());
    assertEquals(new PathMtu.SizesToSend(1_500, List.of()), next());
  }

  @Test
  void aSearchWaitsUntilItMayBegin() {
    for (int i = 0; i < 10; i++) {
      assertEquals(List.of(), path.next(1_500, NOTHING, () -> false).beside());
      path.lost(1_500);
    }
    assertEquals(List.of(84), next().beside());
  }

  @Test
  void aToldSizeIsUsedAndMoreIsAskedNowAndThen() {
    next();
    path.told(1_400);

    int asked = 0;
    for (int i = 0; i < 20; i++) {
      PathMtu.SizesToSend turn = next();
      assertEquals(1_400, turn.size());
      asked += turn.beside().contains(1_500) ? 1 : 0;
      path.passed(1_400);
    }
    assertEquals(4, asked);
    assertEquals(OptionalInt.of(1_400), path.narrow());
  }

  @Test
  void aToldSizeThatGrowsIsFoundAlthoughNobodyTellsIt() {
    next();
    path.told(1_300);

    for (int i = 0; i < 20; i++) {
      silentTurn(1_400);
    }

    assertEquals(OptionalInt.of(1_400), path.narrow());
    assertEquals(1_400, next().size());
  }

  @Test
  void aToldSizeThatDoesNotPassIsForgotten() {
    next();
    path.told(1_400);

    for (int i = 0; i < 3; i++) {
      assertEquals(1_400, next().size());
      path.lost(1_400);
    }

    assertEquals(1_500, next().size());
    assertEquals(NOTHING, path.narrow());
  }

  @Test
  void anotherRouteBeginsAnew() {
    next();
    path.told(1_400);

    assertEquals(new PathMtu.SizesToSend(1_450, List.of()), path.next(1_450, NOTHING, () -> true));
    assertEquals(NOTHING, path.narrow());
  }

  @Test
  void whileARouterTellsOthersASilentPathGoesOnWithTheirSizeForAWhile() {
    OptionalInt elsewhere = OptionalInt.of(1_400);
    assertEquals(1_500, path.next(1_500, elsewhere, () -> true).size());
    path.lost(1_500);
    for (int i = 0; i < 30; i++) {
      assertEquals(
          new PathMtu.SizesToSend(1_400, List.of(1_500)), path.next(1_500, elsewhere, () -> true));
      path.passed(1_400);
    }
    assertEquals(
        1_500, path.next(1_500, elsewhere, () -> true).size(), "it is a black hole after all");
  }

  @Test
  void aSizeOfOthersThatIsLostIsNoExcuse() {
    OptionalInt elsewhere = OptionalInt.of(1_400);
    path.next(1_500, elsewhere, () -> true);
    path.lost(1_500);
    path.next(1_500, elsewhere, () -> true);
    path.lost(1_400);
    path.next(1_500, elsewhere, () -> true);
    path.lost(1_400);

    assertEquals(
        new PathMtu.SizesToSend(1_500, List.of(84)), path.next(1_500, elsewhere, () -> true));
  }
}
