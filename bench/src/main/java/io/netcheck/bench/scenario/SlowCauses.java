// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import static io.netcheck.bench.scenario.RightAnswers.pair;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.scenario.CauseRecipe.Timing;
import io.netcheck.bench.score.RightAnswer;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import io.netcheck.verdict.FaultKind;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Paths that take longer than they did before. */
final class SlowCauses {
  private static final long MILLI_NANOS = 1_000_000;
  private static final long NODE_NANOS = 20 * MILLI_NANOS;
  private static final long ZONE_NANOS = 30 * MILLI_NANOS;
  private static final double EVERYWHERE_FACTOR = 3;

  /** What is usual must be known first. */
  private static final Timing TIMING = new Timing(80, 0, 30, 60);

  private SlowCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          recipe("slow-node", Reach.NODE, SlowCauses::node),
          recipe("slow-link", Reach.LINK, SlowCauses::link),
          recipe("slow-zone-pair", Reach.ZONE, SlowCauses::zones),
          recipe("slow-everywhere", Reach.BACKDROP, SlowCauses::everywhere));

  private static CauseRecipe recipe(String name, Reach reach, Function<CauseSite, Injection> make) {
    return new CauseRecipe(name, reach, TIMING, reach::fits, make);
  }

  /** Which of the two ways is slow, no round trip can tell. */
  private static Injection node(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    return Injection.of(
        Set.of(name), slow(site, name), List.of(delay(site, site.into(node), NODE_NANOS)));
  }

  private static Injection link(CauseSite site) {
    int a = site.node();
    int b = site.node();
    return Injection.of(
        Set.of(site.name(a), site.name(b)),
        slow(site, pair(site.name(a), site.name(b))),
        List.of(delay(site, new Route(Route.only(a), Route.only(b)), NODE_NANOS)));
  }

  private static Injection zones(CauseSite site) {
    ClusterPlan plan = site.plan();
    int a = site.zone(-1);
    int b = site.zone(a);
    return Injection.of(
        Set.of(plan.zone(a), plan.zone(b)),
        slow(site, pair(plan.zone(a), plan.zone(b))),
        List.of(delay(site, new Route(plan.members(a), plan.members(b)), ZONE_NANOS)));
  }

  private static Injection everywhere(CauseSite site) {
    return new Injection(
        Set.of("everywhere"),
        slow(site, "everywhere"),
        world -> world.fabric().stretch(EVERYWHERE_FACTOR),
        world -> world.fabric().stretch(1));
  }

  private static Impairment delay(CauseSite site, Route route, long nanos) {
    return Impairment.delay(
        site.random().nextBoolean() ? route : route.reversed(), PacketFilter.EVERYTHING, nanos);
  }

  private static List<RightAnswer> slow(CauseSite site, String... subjects) {
    return List.of(site.answers().whole(FaultKind.LATENCY_HIGH, subjects));
  }
}
