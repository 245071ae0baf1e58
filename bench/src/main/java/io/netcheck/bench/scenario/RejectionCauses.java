// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.scenario.CauseRecipe.Timing;
import io.netcheck.bench.score.RightAnswer;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import io.netcheck.protocol.FailureReason;
import io.netcheck.protocol.Network;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Packets that get an answer that their target did not send. */
final class RejectionCauses {
  private static final PacketFilter REQUESTS =
      PacketFilter.EVERYTHING.onlyRequests().sparingHeartbeats();
  private static final Timing TIMING = Timing.of(10, 30);

  private RejectionCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          recipe("rejected-link", Reach.LINK, RejectionCauses::link),
          recipe("rejected-into-node", Reach.NODE, RejectionCauses::into),
          recipe("rejected-from-node", Reach.NODE, RejectionCauses::from),
          recipe("rejected-everywhere", Reach.BACKDROP, RejectionCauses::everywhere),
          recipe("wrong-responder-node", Reach.NODE, RejectionCauses::wrongNode),
          recipe("wrong-responder-link", Reach.LINK, RejectionCauses::wrongLink));

  private static CauseRecipe recipe(String name, Reach reach, Function<CauseSite, Injection> make) {
    return new CauseRecipe(name, reach, TIMING, ClusterPlan::hasDatagrams, make);
  }

  /** What a packet filter rejects: one kind of probe, or everything if empty. */
  private static Optional<ProbeKind> kind(CauseSite site) {
    return site.one(
        List.of(Optional.empty(), Optional.of(ProbeKind.UDP), Optional.of(ProbeKind.TCP)));
  }

  private static Injection link(CauseSite site) {
    int a = site.node();
    int b = site.node();
    return rejected(
        site,
        Set.of(site.name(a), site.name(b)),
        new Route(Route.only(a), Route.only(b)),
        kind(site),
        site.name(a) + " -> " + site.name(b));
  }

  private static Injection into(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    return rejected(site, Set.of(name), site.into(node), kind(site), name);
  }

  private static Injection from(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    return rejected(site, Set.of(name), site.outOf(node), kind(site), "from " + name);
  }

  private static Injection everywhere(CauseSite site) {
    ProbeKind kind = site.one(List.of(ProbeKind.UDP, ProbeKind.TCP));
    return rejected(
        site,
        Set.of("everywhere"),
        new Route(Route.inside(site.plan()), Route.inside(site.plan())),
        Optional.of(kind),
        "everywhere");
  }

  private static Injection rejected(
      CauseSite site, Set<String> places, Route route, Optional<ProbeKind> kind, String subject) {
    PacketFilter filter =
        kind.map(ProbeCauses::filter).map(PacketFilter::onlyRequests).orElse(REQUESTS);
    List<FailureReason> reasons =
        new ArrayList<>(List.of(FailureReason.REJECTED, FailureReason.REFUSED));
    if (kind.equals(Optional.of(ProbeKind.TCP))) {
      reasons.add(FailureReason.RESET);
    }
    RightAnswer answer =
        kind.map(probe -> site.answers().rejected(probe, subject))
            .orElseGet(() -> site.answers().whole(FaultKind.REJECTED, subject));
    return Injection.of(
        places, List.of(answer), List.of(Impairment.reject(route, filter, site.one(reasons))));
  }

  private static Injection wrongNode(CauseSite site) {
    int node = site.node();
    return wrong(site, Set.of(site.name(node)), site.into(node), site.name(node));
  }

  private static Injection wrongLink(CauseSite site) {
    int a = site.node();
    int b = site.node();
    return wrong(
        site,
        Set.of(site.name(a), site.name(b)),
        new Route(Route.only(a), Route.only(b)),
        site.name(a) + " -> " + site.name(b));
  }

  /** Another host has the address. It answers pings as well, and nobody can tell. */
  private static Injection wrong(CauseSite site, Set<String> places, Route route, String subject) {
    PacketFilter filter =
        REQUESTS
            .networks(EnumSet.of(Network.POD, Network.HOST))
            .probes(EnumSet.of(ProbeKind.UDP, ProbeKind.MTU, ProbeKind.TCP));
    return Injection.of(
        places,
        List.of(site.answers().unscoped(FaultKind.WRONG_RESPONDER, subject)),
        List.of(Impairment.reject(route, filter, FailureReason.WRONG_PEER)));
  }
}
