// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import static io.netcheck.bench.scenario.RightAnswers.pair;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.scenario.CauseRecipe.Timing;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import io.netcheck.protocol.FailureReason;
import io.netcheck.verdict.FaultKind;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What stops some flows and lets others pass. */
final class FlowCauses {
  private static final PacketFilter PROBES = PacketFilter.EVERYTHING.sparingHeartbeats();

  /** The ports that pass, and those that do not, show after some rounds. */
  private static final Timing PATHS = Timing.of(20, 60);

  private static final Timing NEW_FLOWS = Timing.of(10, 40);

  private FlowCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          recipe("new-flows-node", Reach.NODE, NEW_FLOWS, FlowCauses::newIntoNode),
          recipe("new-flows-link", Reach.LINK, NEW_FLOWS, FlowCauses::newOnLink),
          recipe("new-flows-everywhere", Reach.BACKDROP, NEW_FLOWS, FlowCauses::newEverywhere),
          recipe("some-paths-node", Reach.NODE, PATHS, FlowCauses::pathsOfNode),
          recipe("some-paths-link", Reach.LINK, PATHS, FlowCauses::pathsOfLink),
          recipe("some-paths-zone-pair", Reach.ZONE, PATHS, FlowCauses::pathsOfZones),
          recipe("some-paths-everywhere", Reach.EVERYTHING, PATHS, FlowCauses::pathsEverywhere));

  private static CauseRecipe recipe(
      String name, Reach reach, Timing timing, Function<CauseSite, Injection> make) {
    return new CauseRecipe(name, reach, timing, ClusterPlan::hasDatagrams, make);
  }

  private static Injection newIntoNode(CauseSite site) {
    int node = site.node();
    return fresh(site, Set.of(site.name(node)), site.into(node), site.name(node));
  }

  private static Injection newOnLink(CauseSite site) {
    int a = site.node();
    int b = site.node();
    return fresh(
        site,
        Set.of(site.name(a), site.name(b)),
        new Route(Route.only(a), Route.only(b)),
        site.name(a) + " -> " + site.name(b));
  }

  private static Injection newEverywhere(CauseSite site) {
    Route all = new Route(Route.inside(site.plan()), Route.inside(site.plan()));
    return fresh(site, Set.of("everywhere"), all, "everywhere");
  }

  private static Injection fresh(CauseSite site, Set<String> places, Route route, String subject) {
    return Injection.of(
        places,
        List.of(site.answers().unscoped(FaultKind.NEW_FLOWS_FAILING, subject)),
        List.of(
            Impairment.reject(route, PROBES.onlyRequests().onlyFresh(), FailureReason.NEW_FLOW)));
  }

  private static Injection pathsOfNode(CauseSite site) {
    int node = site.node();
    return paths(site, Set.of(site.name(node)), site.into(node), site.name(node));
  }

  private static Injection pathsOfLink(CauseSite site) {
    int a = site.node();
    int b = site.node();
    return paths(
        site,
        Set.of(site.name(a), site.name(b)),
        new Route(Route.only(a), Route.only(b)),
        pair(site.name(a), site.name(b)));
  }

  private static Injection pathsOfZones(CauseSite site) {
    ClusterPlan plan = site.plan();
    int a = site.zone(-1);
    int b = site.zone(a);
    return paths(
        site,
        Set.of(plan.zone(a), plan.zone(b)),
        new Route(plan.members(a), plan.members(b)),
        pair(plan.zone(a), plan.zone(b)));
  }

  private static Injection pathsEverywhere(CauseSite site) {
    Route all = new Route(Route.inside(site.plan()), Route.inside(site.plan()));
    return paths(site, Set.of("everywhere"), all, "everywhere");
  }

  /** One of some paths is dead, for the packets of both directions that take it. */
  private static Injection paths(
      CauseSite site, Set<String> places, Route route, String... subjects) {
    return Injection.of(
        places,
        List.of(site.answers().unscoped(FaultKind.SOME_PATHS_FAILING, subjects)),
        CauseSite.drop(PROBES.oneOf(site.one(List.of(2, 3, 4))), route, route.reversed()));
  }
}
