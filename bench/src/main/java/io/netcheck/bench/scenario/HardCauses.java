// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import static io.netcheck.bench.scenario.RightAnswers.pair;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.score.RightAnswer;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import io.netcheck.protocol.IpFamily;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** Nodes, networks, zones and links that are dead. */
final class HardCauses {
  private static final PacketFilter ALL = PacketFilter.EVERYTHING;
  private static final int SECONDS = 25;
  private static final int FEWEST_FOR_A_SPLIT = 6;

  private HardCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          new CauseRecipe("node-off", Reach.NODE, SECONDS, _ -> true, HardCauses::nodeOff),
          new CauseRecipe("node-unplugged", Reach.NODE, SECONDS, _ -> true, HardCauses::unplugged),
          new CauseRecipe("node-isolated", Reach.NODE, SECONDS, _ -> true, HardCauses::isolated),
          new CauseRecipe("node-egress", Reach.NODE, SECONDS, _ -> true, HardCauses::egress),
          new CauseRecipe("node-ingress", Reach.NODE, SECONDS, _ -> true, HardCauses::ingress),
          new CauseRecipe(
              "node-network", Reach.NODE, SECONDS, HardCauses::hasOverlay, HardCauses::nodeNetwork),
          new CauseRecipe(
              "node-family", Reach.NODE, SECONDS, HardCauses::isDual, HardCauses::nodeFamily),
          new CauseRecipe(
              "network-everywhere",
              Reach.EVERYTHING,
              SECONDS,
              plan -> hasOverlay(plan) && !plan.overlay(),
              HardCauses::network),
          new CauseRecipe(
              "family-everywhere",
              Reach.EVERYTHING,
              SECONDS,
              HardCauses::isDual,
              HardCauses::family),
          new CauseRecipe(
              "zone-pair", Reach.ZONE, SECONDS, HardCauses::hasZones, HardCauses::zonePair),
          new CauseRecipe(
              "zone-pair-one-way",
              Reach.ZONE,
              SECONDS,
              HardCauses::hasZones,
              HardCauses::zonePairOneWay),
          new CauseRecipe(
              "zone-cut-off", Reach.ZONE, SECONDS, HardCauses::hasZones, HardCauses::zoneCutOff),
          new CauseRecipe(
              "split",
              Reach.EVERYTHING,
              SECONDS,
              plan -> plan.nodes() >= FEWEST_FOR_A_SPLIT,
              HardCauses::split),
          new CauseRecipe("link", Reach.LINK, SECONDS, _ -> true, HardCauses::link),
          new CauseRecipe("link-one-way", Reach.LINK, SECONDS, _ -> true, HardCauses::linkOneWay),
          new CauseRecipe(
              "link-network",
              Reach.LINK,
              SECONDS,
              HardCauses::hasOverlay,
              HardCauses::linkNetwork));

  private static boolean hasOverlay(ClusterPlan plan) {
    return plan.networks().contains(Network.POD) && plan.networks().contains(Network.HOST);
  }

  private static boolean isDual(ClusterPlan plan) {
    return plan.families().size() > 1;
  }

  private static boolean hasZones(ClusterPlan plan) {
    return plan.zones() >= 2 && plan.nodes() / plan.zones() >= 2;
  }

  private static Injection nodeOff(CauseSite site) {
    int node = site.node();
    boolean moved = site.random().nextBoolean();
    return new Injection(
        Set.of(site.name(node)),
        List.of(site.answers().whole(FaultKind.NODE_UNREACHABLE, site.name(node))),
        world -> world.powerOff(node),
        world -> world.powerOn(node, moved));
  }

  private static Injection unplugged(CauseSite site) {
    int node = site.node();
    return Injection.of(
        Set.of(site.name(node)),
        List.of(site.answers().whole(FaultKind.NODE_UNREACHABLE, site.name(node))),
        CauseSite.drop(ALL, site.into(node), site.outOf(node)));
  }

  /** Between the node and all others; the exporter still hears it. */
  private static Injection isolated(CauseSite site) {
    int node = site.node();
    return Injection.of(
        Set.of(site.name(node)),
        List.of(site.answers().whole(FaultKind.NODE_ISOLATED, site.name(node))),
        CauseSite.drop(ALL.sparingHeartbeats(), site.into(node), site.outOf(node)));
  }

  /** A firewall that lets answers pass, and what is established. */
  private static Injection egress(CauseSite site) {
    int node = site.node();
    return Injection.of(
        Set.of(site.name(node)),
        List.of(site.answers().whole(FaultKind.NODE_ISOLATED, site.name(node))),
        CauseSite.drop(ALL.onlyRequests().sparingHeartbeats(), site.outOf(node)));
  }

  private static Injection ingress(CauseSite site) {
    int node = site.node();
    return Injection.of(
        Set.of(site.name(node)),
        List.of(site.answers().whole(FaultKind.NODE_UNREACHABLE, site.name(node))),
        CauseSite.drop(ALL.onlyRequests(), site.into(node)));
  }

  /** The overlay of one node. */
  private static Injection nodeNetwork(CauseSite site) {
    int node = site.node();
    Set<Network> broken = Set.of(site.one(List.of(Network.POD, Network.HOST)));
    return Injection.of(
        Set.of(site.name(node)),
        List.of(
            site.answers()
                .part(FaultKind.NODE_UNREACHABLE, broken, site.plan().families(), site.name(node))),
        CauseSite.drop(ALL.networks(broken), site.into(node), site.outOf(node)));
  }

  private static Injection nodeFamily(CauseSite site) {
    int node = site.node();
    Set<IpFamily> broken = Set.of(site.one(List.of(IpFamily.values())));
    return Injection.of(
        Set.of(site.name(node)),
        List.of(
            site.answers()
                .part(FaultKind.NODE_UNREACHABLE, site.plan().networks(), broken, site.name(node))),
        CauseSite.drop(ALL.families(broken), site.into(node), site.outOf(node)));
  }

  private static Injection network(CauseSite site) {
    Network broken = site.one(List.of(Network.POD, Network.HOST));
    BitSet inside = Route.inside(site.plan());
    // Heartbeats of host agents would be gone with network host, and nobody could tell.
    return Injection.of(
        Set.of(),
        List.of(
            site.answers()
                .part(
                    FaultKind.NETWORK_DOWN,
                    Set.of(broken),
                    site.plan().families(),
                    "network " + broken.label())),
        CauseSite.drop(
            ALL.networks(Set.of(broken)).sparingHeartbeats(), new Route(inside, inside)));
  }

  private static Injection family(CauseSite site) {
    IpFamily broken = site.plan().heartbeats() == IpFamily.IPV4 ? IpFamily.IPV6 : IpFamily.IPV4;
    BitSet all = Route.all(site.plan());
    return Injection.of(
        Set.of(),
        List.of(
            site.answers()
                .part(
                    FaultKind.NETWORK_DOWN,
                    site.plan().networks(),
                    Set.of(broken),
                    broken.displayName())),
        CauseSite.drop(ALL.families(Set.of(broken)), new Route(all, all)));
  }

  private static Injection zonePair(CauseSite site) {
    ClusterPlan plan = site.plan();
    int a = site.zone(-1);
    int b = site.zone(a);
    List<RightAnswer> answers = new ArrayList<>();
    answers.add(site.answers().whole(FaultKind.ZONE_PAIR_DOWN, pair(plan.zone(a), plan.zone(b))));
    if (plan.zones() == 2) {
      answers.addAll(halves(site, a, b));
    }
    if (plan.exporter() != plan.outside()) {
      // The other zone is silent then, so nobody says that its way is broken too.
      int here = plan.zoneOf(plan.exporter());
      if (here == a || here == b) {
        int silent = here == a ? b : a;
        answers.add(
            site.answers()
                .whole(FaultKind.ZONE_PAIR_DOWN, plan.zone(here) + " -> " + plan.zone(silent)));
      }
    }
    Route route = new Route(plan.members(a), plan.members(b));
    return Injection.of(
        Set.of(plan.zone(a), plan.zone(b)), answers, CauseSite.drop(ALL, route, route.reversed()));
  }

  /** With two zones, each is cut off from the other. */
  private static List<RightAnswer> halves(CauseSite site, int a, int b) {
    ClusterPlan plan = site.plan();
    return List.of(
        site.answers().whole(FaultKind.ZONE_CUT_OFF, plan.zone(a), plan.zone(b)),
        site.answers().list(FaultKind.CLUSTER_SPLIT, site.names(plan.members(a))),
        site.answers().list(FaultKind.CLUSTER_SPLIT, site.names(plan.members(b))));
  }

  private static Injection zonePairOneWay(CauseSite site) {
    ClusterPlan plan = site.plan();
    int a = site.zone(-1);
    int b = site.zone(a);
    return Injection.of(
        Set.of(plan.zone(a), plan.zone(b)),
        List.of(
            site.answers().whole(FaultKind.ZONE_PAIR_DOWN, plan.zone(a) + " -> " + plan.zone(b))),
        CauseSite.drop(
            ALL.onlyRequests().sparingHeartbeats(), new Route(plan.members(a), plan.members(b))));
  }

  private static Injection zoneCutOff(CauseSite site) {
    ClusterPlan plan = site.plan();
    int zone = site.zone(-1);
    BitSet members = plan.members(zone);
    if (members.get(plan.exporter())) {
      site.takeAll();
    }
    List<RightAnswer> answers = new ArrayList<>();
    answers.add(site.answers().whole(FaultKind.ZONE_CUT_OFF, plan.zone(zone)));
    if (plan.zones() == 2) {
      answers.add(
          site.answers()
              .whole(FaultKind.ZONE_PAIR_DOWN, pair(plan.zone(zone), plan.zone(1 - zone))));
      answers.addAll(halves(site, zone, 1 - zone));
    } else if (members.get(plan.exporter())) {
      // From inside it looks as if everything else were cut off.
      answers.add(site.answers().list(FaultKind.CLUSTER_SPLIT, site.names(members)));
      answers.add(
          site.answers()
              .list(
                  FaultKind.CLUSTER_SPLIT, site.names(Route.without(Route.inside(plan), members))));
    }
    Route route = new Route(members, Route.without(Route.all(plan), members));
    return Injection.of(
        Set.of(plan.zone(zone)), answers, CauseSite.drop(ALL, route, route.reversed()));
  }

  private static Injection split(CauseSite site) {
    ClusterPlan plan = site.plan();
    BitSet part = part(site);
    BitSet rest = Route.without(Route.inside(plan), part);
    // Without the exporter in either part, one part can be out of its sight.
    boolean seen = site.random().nextBoolean();
    BitSet withOutside = (BitSet) rest.clone();
    withOutside.set(plan.outside());
    boolean silent = plan.exporter() == plan.outside() ? !seen : rest.get(plan.exporter());
    List<RightAnswer> answers = new ArrayList<>();
    answers.add(site.answers().list(FaultKind.CLUSTER_SPLIT, site.names(part)));
    if (2 * part.cardinality() == plan.nodes()) {
      answers.add(site.answers().list(FaultKind.CLUSTER_SPLIT, site.names(rest)));
    }
    if (silent) {
      // A rack without power looks the same.
      for (String node : site.names(part)) {
        answers.add(site.answers().whole(FaultKind.NODE_UNREACHABLE, node));
      }
    }
    Route route = new Route(part, seen ? rest : withOutside);
    return Injection.of(site.names(part), answers, CauseSite.drop(ALL, route, route.reversed()));
  }

  /** Some nodes, at most half of them, that are neither a zone nor all zones but one. */
  private static BitSet part(CauseSite site) {
    ClusterPlan plan = site.plan();
    // With few peers each, nodes of a small part hardly know each other.
    int least = plan.isFullMesh() ? 2 : plan.nodes() / 8;
    while (true) {
      int size = least + site.random().nextInt(plan.nodes() / 2 - least + 1);
      BitSet part = new BitSet();
      while (part.cardinality() < size) {
        part.set(site.random().nextInt(plan.nodes()));
      }
      boolean isZone =
          IntStream.range(0, plan.zones())
              .mapToObj(plan::members)
              .anyMatch(zone ->
                  zone.equals(part) || zone.equals(Route.without(Route.inside(plan), part)));
      if (!isZone) {
        return part;
      }
    }
  }

  private static Injection link(CauseSite site) {
    return link(site, ALL, site.plan().networks());
  }

  private static Injection linkNetwork(CauseSite site) {
    Network network = site.one(List.copyOf(EnumSet.copyOf(site.plan().networks())));
    return link(site, ALL.networks(Set.of(network)), Set.of(network));
  }

  private static Injection link(CauseSite site, PacketFilter filter, Set<Network> networks) {
    int a = site.node();
    int b = site.node();
    Route route = new Route(Route.only(a), Route.only(b));
    return Injection.of(
        Set.of(site.name(a), site.name(b)),
        List.of(
            site.answers()
                .part(
                    FaultKind.LINK_DOWN,
                    networks,
                    site.plan().families(),
                    pair(site.name(a), site.name(b)))),
        List.of(Impairment.drop(route, filter), Impairment.drop(route.reversed(), filter)));
  }

  private static Injection linkOneWay(CauseSite site) {
    int a = site.node();
    int b = site.node();
    return Injection.of(
        Set.of(site.name(a), site.name(b)),
        List.of(site.answers().whole(FaultKind.LINK_DOWN, site.name(a) + " -> " + site.name(b))),
        CauseSite.drop(ALL.onlyRequests(), new Route(Route.only(a), Route.only(b))));
  }
}
