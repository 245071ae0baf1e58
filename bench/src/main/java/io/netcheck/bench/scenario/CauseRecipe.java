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
 * @param timing how long it lasts
 * @param fits whether a cluster can have it
 * @param make puts it somewhere
 */
record CauseRecipe(
    String name,
    Reach reach,
    Timing timing,
    Predicate<ClusterPlan> fits,
    Function<CauseSite, Injection> make) {
  /**
   * How a cause passes.
   *
   * @param warmUp seconds before it; none if it is there before anything starts
   * @param judged seconds from its start to the moment from which it must be named
   * @param due seconds after that, when it should have been named
   * @param seconds from its start to its end
   * @param lingering seconds after its end in which it may still be named
   */
  record Timing(int warmUp, int judged, int due, int seconds, int lingering) {
    static final int WARM_UP = 20;
    private static final int LINGERING = 10;

    Timing(int warmUp, int judged, int due, int seconds) {
      this(warmUp, judged, due, seconds, LINGERING);
    }

    /** That it is over takes as long to see as that it is there. */
    static Timing gray(int due, int seconds) {
      return of(due, seconds).lingering(Math.max(LINGERING, due));
    }

    Timing lingering(int value) {
      return new Timing(warmUp, judged, due, seconds, value);
    }

    /** An ordinary cause. */
    static Timing of(int due, int seconds) {
      return new Timing(WARM_UP, 0, due, seconds);
    }
  }

  CauseRecipe(
      String name,
      Reach reach,
      int seconds,
      Predicate<ClusterPlan> fits,
      Function<CauseSite, Injection> make) {
    this(name, reach, Timing.of(seconds, seconds), fits, make);
  }

  /** What a cause takes up. */
  enum Reach {
    NODE,
    LINK,
    ZONE,
    EVERYTHING,
    /** Everywhere, but links that are dead still stand out. */
    BACKDROP;

    /** Whether a cluster has such a place, and its agents see it from both sides. */
    boolean fits(ClusterPlan plan) {
      return switch (this) {
        case NODE, EVERYTHING, BACKDROP -> true;
        case LINK -> plan.isFullMesh();
        case ZONE -> plan.zones() >= 2 && plan.nodes() / plan.zones() >= 2;
      };
    }
  }

  /** Whether a cluster can have it. */
  boolean suits(ClusterPlan plan) {
    return reach.fits(plan) && fits.test(plan);
  }
}
