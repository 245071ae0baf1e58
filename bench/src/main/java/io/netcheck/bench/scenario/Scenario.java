// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.score.ExpectedFault;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.World;
import java.util.List;

/** A world and what happens in it: the same for the same seed. */
public final class Scenario {
  /** Long enough for a verdict to forget what healed last. */
  private static final long QUIET_END_NANOS = 15_000_000_000L;

  /** A cause with its time. */
  record TimedCause(ExpectedFault expected, Injection injection) {}

  private final ClusterPlan plan;
  private final long seed;
  private final List<TimedCause> causes;
  private final List<Disturbance> disturbances;
  private final long leastNanos;

  /**
   * @param leastNanos how long it lasts, at least
   */
  Scenario(
      ClusterPlan plan,
      long seed,
      List<TimedCause> causes,
      List<Disturbance> disturbances,
      long leastNanos) {
    this.plan = plan;
    this.seed = seed;
    this.causes = List.copyOf(causes);
    this.disturbances = List.copyOf(disturbances);
    this.leastNanos = leastNanos;
  }

  public List<Disturbance> disturbances() {
    return disturbances;
  }

  public ClusterPlan plan() {
    return plan;
  }

  public List<ExpectedFault> expected() {
    return causes.stream().map(TimedCause::expected).toList();
  }

  /** Plays it from its beginning to its end. */
  public void play(World.Observer observer) {
    World world = new World(plan, seed);
    for (TimedCause cause : causes) {
      world.at(cause.expected().start(), () -> cause.injection().begin().accept(world));
      world.at(cause.expected().end(), () -> cause.injection().heal().accept(world));
    }
    for (Disturbance disturbance : disturbances) {
      world.at(disturbance.start(), () -> disturbance.begin().accept(world));
    }
    world.run(end(), observer);
  }

  private long end() {
    long healed = causes.stream().mapToLong(cause -> cause.expected().end()).max().orElse(0);
    return Math.max(leastNanos, healed + QUIET_END_NANOS);
  }
}
