// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import static io.netcheck.bench.scenario.RightAnswers.pair;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.scenario.CauseRecipe.Timing;
import io.netcheck.bench.score.RightAnswer;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import io.netcheck.bench.world.World;
import io.netcheck.verdict.FaultKind;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Connections that come and go. */
final class FlappingCauses {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final long DOWN_NANOS = 6 * SECOND_NANOS;
  private static final long PERIOD_NANOS = 14 * SECOND_NANOS;
  private static final int PERIODS = 6;

  /** The third change is seen at the latest when it has lasted as long as a link needs to fail. */
  private static final int THIRD_CHANGE_SECONDS = 14 + 5;

  /** A connection that has been quiet for a few periods may still flap. */
  private static final int LINGERING_SECONDS = 120;

  /** It ends while the connection is broken, so that the last period does not look healed. */
  private static final Timing TIMING =
      Timing.of(THIRD_CHANGE_SECONDS, (int) ((PERIODS - 1) * PERIOD_NANOS / SECOND_NANOS) + 6)
          .lingering(LINGERING_SECONDS);

  private FlappingCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          new CauseRecipe(
              "flapping-node",
              Reach.NODE,
              TIMING,
              Reach.NODE::fits,
              site -> {
                int node = site.node();
                String name = site.name(node);
                return flapping(
                    site,
                    Set.of(name),
                    site.answers().whole(FaultKind.NODE_UNREACHABLE, name),
                    site.into(node),
                    name);
              }),
          new CauseRecipe(
              "flapping-link",
              Reach.LINK,
              TIMING,
              Reach.LINK::fits,
              site -> {
                int a = site.node();
                int b = site.node();
                String[] names = pair(site.name(a), site.name(b));
                return flapping(
                    site,
                    Set.of(site.name(a), site.name(b)),
                    site.answers().whole(FaultKind.LINK_DOWN, names),
                    new Route(Route.only(a), Route.only(b)),
                    names);
              }));

  /**
   * @param down what it may be called before
   */
  private static Injection flapping(
      CauseSite site, Set<String> places, RightAnswer down, Route route, String... subjects) {
    List<Impairment> broken =
        Stream.of(route, route.reversed())
            .map(way -> Impairment.drop(way, PacketFilter.EVERYTHING))
            .toList();
    return new Injection(
            places,
            List.of(site.answers().unscoped(FaultKind.FLAPPING, subjects)),
            world -> toggle(world, broken),
            _ -> {})
        .interim(THIRD_CHANGE_SECONDS, List.of(down));
  }

  private static void toggle(World world, List<Impairment> broken) {
    for (int i = 0; i < PERIODS; i++) {
      long down = world.now() + i * PERIOD_NANOS;
      world.at(down, () -> world.fabric().add(broken));
      world.at(down + DOWN_NANOS, () -> world.fabric().remove(broken));
    }
  }
}
