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

  /** A link that loses one connection in eight needs more of them, also to show that it is over. */
  private static final Timing MANY_PATHS = Timing.of(60, 90).lingering(20);

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
          recipe("some-paths-everywhere", Reach.EVERYTHING, PATHS, FlowCauses::pathsEverywhere),
          recipe("one-path-of-8-node", Reach.NODE, MANY_PATHS, FlowCauses::oneOfEightOfNode),
          recipe("one-path-of-8-link", Reach.LINK, MANY_PATHS, FlowCauses::oneOfEightOfLink),
          recipe("one-path-of-8-zone-pair", Reach.ZONE, MANY_PATHS, FlowCauses::oneOfEightOfZones),
          recipe(
              "one-path-of-8-everywhere",
              Reach.EVERYTHING,
              MANY_PATHS,
              FlowCauses::oneOfEightEverywhere));

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
    return ofNode(site, few(site));
  }

  private static Injection pathsOfLink(CauseSite site) {
    return ofLink(site, few(site));
  }

  private static Injection pathsOfZones(CauseSite site) {
    return ofZones(site, few(site));
  }

  private static Injection pathsEverywhere(CauseSite site) {
    return everywhere(site, few(site));
  }

  private static Injection oneOfEightOfNode(CauseSite site) {
    return ofNode(site, 8);
  }

  private static Injection oneOfEightOfLink(CauseSite site) {
    return ofLink(site, 8);
  }

  private static Injection oneOfEightOfZones(CauseSite site) {
    return ofZones(site, 8);
  }

  private static Injection oneOfEightEverywhere(CauseSite site) {
    return everywhere(site, 8);
  }

  private static int few(CauseSite site) {
    return site.one(List.of(2, 3, 4));
  }

  private static Injection ofNode(CauseSite site, int count) {
    int node = site.node();
    return paths(site, count, Set.of(site.name(node)), site.into(node), site.name(node));
  }

  private static Injection ofLink(CauseSite site, int count) {
    int a = site.node();
    int b = site.node();
    return paths(
        site,
        count,
        Set.of(site.name(a), site.name(b)),
        new Route(Route.only(a), Route.only(b)),
        pair(site.name(a), site.name(b)));
  }

  private static Injection ofZones(CauseSite site, int count) {
    ClusterPlan plan = site.plan();
    int a = site.zone(-1);
    int b = site.zone(a);
    return paths(
        site,
        count,
        Set.of(plan.zone(a), plan.zone(b)),
        new Route(plan.members(a), plan.members(b)),
        pair(plan.zone(a), plan.zone(b)));
  }

  private static Injection everywhere(CauseSite site, int count) {
    Route all = new Route(Route.inside(site.plan()), Route.inside(site.plan()));
    return paths(site, count, Set.of("everywhere"), all, "everywhere");
  }

  /** One of some paths is dead, for the packets of both directions that take it. */
  private static Injection paths(
      CauseSite site, int count, Set<String> places, Route route, String... subjects) {
    return Injection.of(
        places,
        List.of(site.answers().unscoped(FaultKind.SOME_PATHS_FAILING, subjects)),
        CauseSite.drop(PROBES.oneOf(count), route, route.reversed()));
  }
}
