// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.List;
import java.util.function.Predicate;

/**
 * What the exporter knows at one moment: the input of the {@link VerdictEngine}.
 *
 * @param nanos the moment, by a monotonic clock
 * @param observers all known agents, in the order of their identities
 * @param ignored whether what agents report of a node without an agent does not count, because it
 *     was deleted lately or may be made up
 */
@SuppressWarnings("ImmutableMemberCollection") // copied
public record Situation(long nanos, List<Observer> observers, Predicate<String> ignored) {
  public Situation {
    observers = List.copyOf(observers);
  }
}
