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
import io.netcheck.verdict.FaultSeverity;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Packets that are lost now and then. Rates are those of round trips, in percent. */
final class GrayCauses {
  private static final PacketFilter ALL = PacketFilter.EVERYTHING;

  /** From here on links are down at times, because seconds pass without an answer. */
  private static final double OFTEN_DOWN = 70;

  /** For how long the first of those may be called dead. */
  private static final int SETTLING_SECONDS = 20;

  /** A rate is estimated, so that near this one both severities are right. */
  private static final double CRITICAL = 50;

  private static final double UNSURE = 12;

  /**
   * A rate and when it should be found.
   *
   * @param background loss without a cause, at most, as a share
   */
  private record Rate(double percent, int due, int seconds, double background) {
    double share() {
      return percent / 100;
    }

    String label() {
      return (percent < 1 ? Double.toString(percent) : Long.toString(Math.round(percent))) + "%";
    }

    boolean stands(ClusterPlan plan) {
      return plan.backgroundLoss() <= background;
    }
  }

  private static final List<Rate> RATES =
      List.of(
          new Rate(0.1, 600, 700, 0.000_1),
          new Rate(0.5, 240, 300, 0.001),
          new Rate(2, 60, 90, 0.01),
          new Rate(5, 30, 60, 0.01),
          new Rate(10, 20, 60, 0.01),
          new Rate(30, 10, 45, 0.01),
          new Rate(50, 10, 45, 0.01),
          new Rate(90, 10, 45, 0.01));

  private static final List<Rate> EVERYWHERE_RATES =
      List.of(new Rate(2, 60, 90, 0.002), new Rate(5, 30, 60, 0.005));

  /** Rates of links and zone pairs; a link has few probes. */
  private static final List<Rate> PAIR_RATES =
      List.of(new Rate(5, 60, 90, 0.002), new Rate(20, 30, 60, 0.005), new Rate(60, 15, 45, 0.005));

  private GrayCauses() {}

  static final List<CauseRecipe> RECIPES =
      Stream.of(
              RATES.stream()
                  .map(rate -> recipe("lossy-node", Reach.NODE, rate, site -> node(site, rate))),
              EVERYWHERE_RATES.stream()
                  .map(rate ->
                      recipe(
                          "lossy-everywhere",
                          Reach.BACKDROP,
                          rate,
                          site -> everywhere(site, rate))),
              PAIR_RATES.stream()
                  .map(rate -> recipe("lossy-link", Reach.LINK, rate, site -> link(site, rate))),
              PAIR_RATES.stream()
                  .map(rate ->
                      recipe("lossy-zone-pair", Reach.ZONE, rate, site -> zones(site, rate))))
          .flatMap(recipes -> recipes)
          .toList();

  private static CauseRecipe recipe(
      String name, Reach reach, Rate rate, Function<CauseSite, Injection> make) {
    return new CauseRecipe(
        name + "-" + rate.label(),
        reach,
        Timing.gray(rate.due(), rate.seconds()),
        plan -> rate.stands(plan) && reach.fits(plan),
        make);
  }

  /** Which of the two ways is lossy, no round trip can tell. */
  private static Injection node(CauseSite site, Rate rate) {
    int node = site.node();
    String name = site.name(node);
    Injection injection =
        Injection.of(
            Set.of(name), loss(site, rate, true, name), lossy(site, site.into(node), rate));
    return rate.percent() < OFTEN_DOWN
        ? injection
        : injection.interim(
            SETTLING_SECONDS, List.of(site.answers().whole(FaultKind.NODE_UNREACHABLE, name)));
  }

  private static Injection everywhere(CauseSite site, Rate rate) {
    BitSet inside = Route.all(site.plan());
    return Injection.of(
        Set.of("everywhere"),
        loss(site, rate, true, "everywhere"),
        // A route from all to all is its own way back.
        List.of(Impairment.lose(new Route(inside, inside), ALL, half(rate.share()))));
  }

  private static Injection link(CauseSite site, Rate rate) {
    int a = site.node();
    int b = site.node();
    return Injection.of(
        Set.of(site.name(a), site.name(b)),
        loss(site, rate, false, pair(site.name(a), site.name(b))),
        lossy(site, new Route(Route.only(a), Route.only(b)), rate));
  }

  private static Injection zones(CauseSite site, Rate rate) {
    ClusterPlan plan = site.plan();
    int a = site.zone(-1);
    int b = site.zone(a);
    return Injection.of(
        Set.of(plan.zone(a), plan.zone(b)),
        loss(site, rate, true, pair(plan.zone(a), plan.zone(b))),
        lossy(site, new Route(plan.members(a), plan.members(b)), rate));
  }

  /** Lost one way, the other way, or both, so that round trips have this loss. */
  private static List<Impairment> lossy(CauseSite site, Route route, Rate rate) {
    int ways = site.random().nextInt(3);
    double each = ways == 0 ? half(rate.share()) : rate.share();
    List<Impairment> impairments = new ArrayList<>();
    if (ways != 1) {
      impairments.add(Impairment.lose(route, ALL, each));
    }
    if (ways != 2) {
      impairments.add(Impairment.lose(route.reversed(), ALL, each));
    }
    return impairments;
  }

  /** The loss of one way, if that of both ways is {@code share}. */
  private static double half(double share) {
    return 1 - Math.sqrt(1 - share);
  }

  /**
   * @param heavy whether it is critical from one half on
   */
  private static List<RightAnswer> loss(
      CauseSite site, Rate rate, boolean heavy, String... subjects) {
    RightAnswer answer = site.answers().whole(FaultKind.PACKET_LOSS, subjects);
    if (!heavy || rate.percent() <= CRITICAL - UNSURE) {
      return List.of(answer.severe(Set.of(FaultSeverity.WARNING)));
    }
    return List.of(
        rate.percent() >= CRITICAL + UNSURE
            ? answer.severe(Set.of(FaultSeverity.CRITICAL))
            : answer);
  }
}
