// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * Searches the largest packet that passes a path on which a larger one is lost. Each turn tries a
 * few sizes at once, and narrows the range to what lies between the largest that passed and the
 * next one that did not. A result counts only after it was tried once more, because any packet can
 * be lost by chance. Not thread-safe.
 */
final class SizeSearch {
  /**
   * With the probe itself no more than the source ports of a target: an error that comes back fails
   * all packets that wait at its port.
   */
  private static final int AT_ONCE = 3;

  /** Turns without a packet if not even the smallest one passes: then the size is not to blame. */
  private static final int REST = 10;

  /** A result is tried again once in so many turns. */
  private static final int CHECK_EVERY = 5;

  private final int smallest;
  private final int largest;

  /** A size that passes; 0 if none is known. */
  private int passes;

  /** A larger size that does not. */
  private int fails;

  private boolean confirmed;
  private int quietTurns;

  /** The sizes of this turn, and whether a packet of each passed. */
  private final Map<Integer, Boolean> turn = new HashMap<>();

  /**
   * @param smallest size to try
   * @param largest a size that is lost
   */
  SizeSearch(int smallest, int largest) {
    this.smallest = smallest;
    this.largest = largest;
    this.fails = largest;
  }

  /** Ends a turn, and returns the sizes to try in the next one, at most {@link #AT_ONCE}. */
  List<Integer> next() {
    settle();
    if (quietTurns > 0) {
      quietTurns--;
      return List.of();
    }
    List<Integer> sizes = sizes();
    sizes.forEach(size -> turn.put(size, false));
    return sizes;
  }

  /** A packet of {@code size} of this turn passed. */
  void passed(int size) {
    turn.replace(size, true);
  }

  /** The largest size that passes; the next larger one does not. Empty if not known yet. */
  OptionalInt found() {
    return confirmed ? OptionalInt.of(passes) : OptionalInt.empty();
  }

  /** Whether it sends nothing in the next turn. */
  boolean isQuiet() {
    return quietTurns > 0;
  }

  private List<Integer> sizes() {
    if (passes == 0) {
      return List.of(smallest);
    }
    if (isNarrow()) {
      // Two of the size that should fail, so that a single loss does not confirm it.
      return List.of(passes, fails, fails);
    }
    int between = Math.min(AT_ONCE, fails - passes - 1);
    return IntStream.rangeClosed(1, between)
        .map(i -> passes + (fails - passes) * i / (between + 1))
        .boxed()
        .toList();
  }

  private boolean isNarrow() {
    return passes > 0 && fails - passes == 1;
  }

  private void settle() {
    if (turn.isEmpty()) {
      return;
    }
    boolean checking = isNarrow();
    int passed = 0;
    for (Map.Entry<Integer, Boolean> tried : turn.entrySet()) {
      passed = tried.getValue() ? Math.max(passed, tried.getKey()) : passed;
    }
    // What failed before and passes now failed by chance, or the path has changed.
    int lost = passed < fails ? fails : largest;
    for (int tried : turn.keySet()) {
      // What is smaller than a packet that passed was lost by chance as well.
      lost = tried > passed ? Math.min(lost, tried) : lost;
    }
    turn.clear();
    confirmed = checking && passed == passes;
    if (confirmed) {
      quietTurns = CHECK_EVERY - 1;
    } else if (passed > 0) {
      passes = passed;
      fails = lost;
    } else if (passes == 0) {
      quietTurns = REST;
    } else if (checking) {
      passes = 0;
      fails = largest;
    } else {
      fails = lost;
    }
  }
}
