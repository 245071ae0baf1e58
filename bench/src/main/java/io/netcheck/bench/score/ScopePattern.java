// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.score;

import io.netcheck.verdict.FaultScope;
import java.util.Arrays;
import java.util.Set;

/**
 * Which values of one label of the scope are right.
 *
 * @param needed must be named
 * @param allowed may be named
 * @param everything what {@link FaultScope#ALL} stands for in this cluster
 */
public record ScopePattern(Set<String> needed, Set<String> allowed, Set<String> everything) {
  public ScopePattern {
    needed = Set.copyOf(needed);
    allowed = Set.copyOf(allowed);
    everything = Set.copyOf(everything);
  }

  /** Anything is right. */
  public static final ScopePattern ANY = new ScopePattern(Set.of(), Set.of(), Set.of());

  boolean matches(String label) {
    return everything.isEmpty() || (isWithin(label) && named(label).containsAll(needed));
  }

  /** Whether nothing is named that must not be; something can be missing. */
  boolean isWithin(String label) {
    return everything.isEmpty() || allowed.containsAll(named(label));
  }

  private Set<String> named(String label) {
    return label.equals(FaultScope.ALL)
        ? everything
        : Set.copyOf(Arrays.asList(label.split(",", -1)));
  }
}
