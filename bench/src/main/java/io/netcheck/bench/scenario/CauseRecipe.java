// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.world.ClusterPlan;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * A kind of cause that worlds can have.
 *
 * @param name the row of the table
 * @param reach what it takes up, so that no two causes hide each other
 * @param seconds how long it lasts
 * @param fits whether a cluster can have it
 * @param make puts it somewhere
 */
record CauseRecipe(
    String name,
    Reach reach,
    int seconds,
    Predicate<ClusterPlan> fits,
    Function<CauseSite, Injection> make) {
  /** What a cause takes up. */
  enum Reach {
    NODE,
    LINK,
    ZONE,
    EVERYTHING
  }
}
