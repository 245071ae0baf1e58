// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import io.netcheck.verdict.Observer;
import io.netcheck.verdict.Situation;
import java.util.List;
import java.util.Set;

/**
 * A {@link Situation} that can be kept and written down.
 *
 * @param deleted the nodes among those that agents know of that were deleted lately
 */
public record RecordedSituation(long nanos, List<Observer> observers, Set<String> deleted) {
  public RecordedSituation {
    observers = List.copyOf(observers);
    deleted = Set.copyOf(deleted);
  }

  /** What the engine judges. */
  public Situation situation() {
    return new Situation(nanos, observers, deleted::contains);
  }
}
