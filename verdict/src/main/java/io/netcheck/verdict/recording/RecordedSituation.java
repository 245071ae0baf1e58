// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict.recording;

import io.netcheck.verdict.Observer;
import io.netcheck.verdict.Situation;
import java.util.List;
import java.util.Set;

/**
 * A {@link Situation} that can be kept and written down.
 *
 * @param ignored of the nodes without an agent that agents report, those that do not count
 */
public record RecordedSituation(long nanos, List<Observer> observers, Set<String> ignored) {
  public RecordedSituation {
    observers = List.copyOf(observers);
    ignored = Set.copyOf(ignored);
  }

  /** What the engine judges. */
  public Situation situation() {
    return new Situation(nanos, observers, ignored::contains);
  }
}
