// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import static io.netcheck.bench.scenario.RightAnswers.pair;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.FaultKind;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What stops one kind of probe, or packets of full size. */
final class ProbeCauses {
  private static final PacketFilter ALL = PacketFilter.EVERYTHING;
  private static final int SECONDS = 25;

  private ProbeCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          new CauseRecipe(
              "probe-everywhere",
              Reach.BACKDROP,
              SECONDS,
              ClusterPlan::hasDatagrams,
              ProbeCauses::everywhere),
          new CauseRecipe(
              "probe-to-node", Reach.NODE, SECONDS, ClusterPlan::hasDatagrams, ProbeCauses::into),
          new CauseRecipe(
              "probe-from-node", Reach.NODE, SECONDS, ClusterPlan::hasDatagrams, ProbeCauses::from),
          new CauseRecipe(
              "probe-at-node", Reach.NODE, SECONDS, ClusterPlan::hasDatagrams, ProbeCauses::both),
          new CauseRecipe(
              "mtu-everywhere",
              Reach.BACKDROP,
              SECONDS,
              ClusterPlan::hasDatagrams,
              ProbeCauses::mtuEverywhere),
          new CauseRecipe(
              "mtu-node", Reach.NODE, SECONDS, ClusterPlan::hasDatagrams, ProbeCauses::mtuNode),
          new CauseRecipe(
              "mtu-to-node", Reach.NODE, SECONDS, ClusterPlan::hasDatagrams, ProbeCauses::mtuInto),
          new CauseRecipe(
              "mtu-from-node",
              Reach.NODE,
              SECONDS,
              ClusterPlan::hasDatagrams,
              ProbeCauses::mtuFrom),
          new CauseRecipe(
              "mtu-link", Reach.LINK, SECONDS, ClusterPlan::hasDatagrams, ProbeCauses::mtuLink),
          new CauseRecipe(
              "mtu-zone-pair",
              Reach.ZONE,
              SECONDS,
              plan -> plan.zones() >= 2 && plan.nodes() / plan.zones() >= 2,
              ProbeCauses::mtuZones));

  private static ProbeKind probe(CauseSite site) {
    return site.one(List.of(ProbeKind.ICMP, ProbeKind.UDP, ProbeKind.TCP));
  }

  /** A policy on a kind of probe; heartbeats go to another port. */
  static PacketFilter filter(ProbeKind probe) {
    Set<ProbeKind> probes = EnumSet.of(probe);
    if (probe == ProbeKind.UDP) {
      probes.add(ProbeKind.MTU);
    }
    return ALL.probes(probes).sparingHeartbeats();
  }

  private static Injection everywhere(CauseSite site) {
    ProbeKind probe = probe(site);
    BitSet all = Route.all(site.plan());
    return Injection.of(
        Set.of(),
        List.of(site.answers().probe(FaultKind.PROBE_BLOCKED, probe, probe.label())),
        CauseSite.drop(filter(probe), new Route(all, all)));
  }

  private static Injection into(CauseSite site) {
    int node = site.node();
    ProbeKind probe = probe(site);
    return blocked(
        site, node, probe, " to ", CauseSite.drop(filter(probe).onlyRequests(), site.into(node)));
  }

  private static Injection from(CauseSite site) {
    int node = site.node();
    ProbeKind probe = probe(site);
    return blocked(
        site,
        node,
        probe,
        " from ",
        CauseSite.drop(filter(probe).onlyRequests(), site.outOf(node)));
  }

  private static Injection both(CauseSite site) {
    int node = site.node();
    ProbeKind probe = probe(site);
    return blocked(
        site, node, probe, " to and from ", CauseSite.drop(filter(probe), site.into(node)));
  }

  private static Injection blocked(
      CauseSite site, int node, ProbeKind probe, String way, List<Impairment> impairments) {
    return Injection.of(
        Set.of(site.name(node)),
        List.of(
            site.answers()
                .probe(FaultKind.PROBE_BLOCKED, probe, probe.label() + way + site.name(node))),
        impairments);
  }

  private static Injection mtuEverywhere(CauseSite site) {
    BitSet all = Route.all(site.plan());
    return hole(site, Set.of(), List.of(new Route(all, all)), "everywhere");
  }

  private static Injection mtuNode(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    return hole(site, Set.of(name), List.of(site.into(node), site.outOf(node)), name);
  }

  private static Injection mtuInto(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    return hole(site, Set.of(name), List.of(site.into(node)), "to " + name);
  }

  private static Injection mtuFrom(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    return hole(site, Set.of(name), List.of(site.outOf(node)), "from " + name);
  }

  private static Injection mtuLink(CauseSite site) {
    int a = site.node();
    int b = site.node();
    Route route = new Route(Route.only(a), Route.only(b));
    return hole(site, route, site.name(a), site.name(b));
  }

  private static Injection mtuZones(CauseSite site) {
    ClusterPlan plan = site.plan();
    int a = site.zone(-1);
    int b = site.zone(a);
    Route route = new Route(plan.members(a), plan.members(b));
    return hole(site, route, plan.zone(a), plan.zone(b));
  }

  /** One way or both. */
  private static Injection hole(CauseSite site, Route route, String a, String b) {
    Set<String> places = Set.of(a, b);
    return site.random().nextBoolean()
        ? hole(site, places, List.of(route), a + " -> " + b)
        : hole(site, places, List.of(route, route.reversed()), pair(a, b));
  }

  private static Injection hole(
      CauseSite site, Set<String> places, List<Route> routes, String... subjects) {
    return Injection.of(
        places,
        List.of(site.answers().probe(FaultKind.MTU_BLACK_HOLE, ProbeKind.MTU, subjects)),
        CauseSite.drop(ALL.onlyFull(), routes.toArray(Route[]::new)));
  }
}
