// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import io.netcheck.protocol.PlaneResults;
import io.netcheck.verdict.Observer;
import io.netcheck.verdict.Situation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Keeps the latest situations, so that somebody who asks why can replay them. They share what has
 * not changed from one to the next, so their cost is that of the results that newer ones replaced.
 * Not thread-safe.
 */
public final class SituationRecorder {
  /** For how long. A fault that is older is there from the first situation on. */
  static final long WINDOW = 60_000_000_000L;

  /** There are more than one in a second while the engine waits for something. */
  static final int MOST_SITUATIONS = 240;

  /** Rows of replaced results at most, of about 90 bytes each. */
  static final int MOST_ROWS = 100_000;

  private final Deque<Recorded> kept = new ArrayDeque<>();
  private final UnheardTargets unheard = new UnheardTargets();

  /** Of all situations but the oldest. */
  private long rows;

  /**
   * @param newRows rows of results that replace those of the situation before
   */
  private record Recorded(RecordedSituation situation, int newRows) {}

  public void add(Situation situation) {
    Recorded last = kept.peekLast();
    List<Observer> before = last == null ? List.of() : last.situation.observers();
    ObserverChanges changes = new ObserverChanges(before, situation.observers());
    unheard.update(changes);
    Recorded next =
        new Recorded(
            new RecordedSituation(
                situation.nanos(), situation.observers(), unheard.those(situation.ignored())),
            rows(changes));
    kept.addLast(next);
    rows += last == null ? 0 : next.newRows;
    while (kept.size() > 1 && isTooMuch(situation.nanos())) {
      kept.removeFirst();
      rows -= kept.getFirst().newRows;
    }
  }

  private boolean isTooMuch(long now) {
    return kept.size() > MOST_SITUATIONS
        || rows > MOST_ROWS
        || now - kept.getFirst().situation.nanos() > WINDOW;
  }

  @SuppressWarnings("ReferenceEquality") // the same results, not equal ones
  private static int rows(ObserverChanges changes) {
    int rows = 0;
    for (ObserverChanges.Change change : changes.changed()) {
      Observer before = change.before();
      if (before == null || before.planes() != change.now().planes()) {
        for (PlaneResults plane : change.now().planes()) {
          rows += plane.up().length;
        }
      }
    }
    return rows;
  }

  /** The situations that are kept, oldest first. */
  public List<RecordedSituation> situations() {
    return kept.stream().map(Recorded::situation).toList();
  }
}
