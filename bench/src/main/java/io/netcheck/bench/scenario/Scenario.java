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
  private final long warmUpNanos;

  Scenario(ClusterPlan plan, long seed, List<TimedCause> causes, long warmUpNanos) {
    this.plan = plan;
    this.seed = seed;
    this.causes = List.copyOf(causes);
    this.warmUpNanos = warmUpNanos;
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
    world.run(end(), observer);
  }

  private long end() {
    return QUIET_END_NANOS
        + causes.stream().mapToLong(cause -> cause.expected().end()).max().orElse(warmUpNanos);
  }
}
