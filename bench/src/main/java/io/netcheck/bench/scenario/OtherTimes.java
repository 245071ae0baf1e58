// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.scenario.CauseRecipe.Timing;
import io.netcheck.bench.world.HeartbeatWeather;
import io.netcheck.bench.world.Impairment;
import io.netcheck.bench.world.PacketFilter;
import io.netcheck.bench.world.Route;
import io.netcheck.bench.world.World;
import io.netcheck.protocol.ProbeKind;
import io.netcheck.verdict.FaultKind;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What was there before the exporter knew better, and what only looks like a cause. */
final class OtherTimes {
  private static final long SECOND_NANOS = 1_000_000_000;
  private static final PacketFilter UNNOTICED = PacketFilter.EVERYTHING.sparingHeartbeats();

  /** Nobody is paged for what never worked. */
  private static final Timing NEVER_WORKED = new Timing(0, 0, 130, 150);

  private static final Timing JOINING = new Timing(0, 0, 0, 90);
  private static final long JOINS_NANOS = 25 * SECOND_NANOS;
  private static final long JOINED_NANOS = JOINS_NANOS + 40 * SECOND_NANOS;

  private static final int KNOWN_SECONDS = 15;
  private static final int AWAY_SECONDS = 3;

  /** Two heartbeats of each agent, and as long as an exporter that has just started waits. */
  private static final Timing RESTART =
      new Timing(Timing.WARM_UP, KNOWN_SECONDS + AWAY_SECONDS, 12, 50);

  /** Causes that a new exporter can tell from what the agents know. */
  private static final Set<String> OUTLIVING =
      Set.of("node-off", "node-unplugged", "link", "zone-pair", "network-everywhere");

  private OtherTimes() {}

  static final List<CauseRecipe> RECIPES =
      Stream.concat(
              Stream.of(
                  new CauseRecipe(
                      "never-worked",
                      Reach.NODE,
                      NEVER_WORKED,
                      _ -> true,
                      site -> neverWorked(site, filter -> filter)),
                  new CauseRecipe(
                      "never-worked-icmp",
                      Reach.NODE,
                      NEVER_WORKED,
                      _ -> true,
                      site -> neverWorked(site, filter -> filter.probes(Set.of(ProbeKind.ICMP)))),
                  new CauseRecipe("joining", Reach.NODE, JOINING, _ -> true, OtherTimes::joining),
                  new CauseRecipe(
                      "heartbeats-repeated",
                      Reach.BACKDROP,
                      Timing.of(0, 60),
                      _ -> true,
                      _ -> weather(new HeartbeatWeather(0, 0, 0.5))),
                  new CauseRecipe(
                      "heartbeats-late",
                      Reach.BACKDROP,
                      Timing.of(0, 60),
                      _ -> true,
                      _ -> weather(new HeartbeatWeather(0, 0.3, 0)))),
              HardCauses.RECIPES.stream()
                  .filter(recipe -> OUTLIVING.contains(recipe.name()))
                  .map(OtherTimes::withRestart))
          .toList();

  /** Some nodes that nobody reaches from the beginning, and that are well. */
  private static Injection neverWorked(CauseSite site, UnaryOperator<PacketFilter> some) {
    int count = 1 + site.random().nextInt(Math.max(1, site.plan().nodes() / 4));
    BitSet nodes = new BitSet();
    for (int i = 0; i < count; i++) {
      nodes.set(site.node());
    }
    Route route = new Route(Route.without(Route.all(site.plan()), nodes), nodes);
    List<Impairment> filters = new ArrayList<>();
    filters.add(Impairment.drop(route, some.apply(UNNOTICED.onlyRequests())));
    filters.add(Impairment.drop(new Route(nodes, nodes), some.apply(UNNOTICED.onlyRequests())));
    return Injection.of(
        site.names(nodes),
        List.of(site.answers().list(FaultKind.NEVER_WORKED, site.names(nodes))),
        filters);
  }

  /** A new node, whose links work some time after its agents have started. */
  private static Injection joining(CauseSite site) {
    int node = site.node();
    List<Impairment> pending = CauseSite.drop(UNNOTICED, site.into(node), site.outOf(node));
    return new Injection(
        Set.of(site.name(node)),
        List.of(),
        world -> {
          world.hold(node);
          world.at(
              JOINS_NANOS,
              () -> {
                world.fabric().add(pending);
                world.powerOn(node, false);
              });
          world.at(JOINED_NANOS, () -> world.fabric().remove(pending));
        },
        _ -> {});
  }

  private static Injection weather(HeartbeatWeather weather) {
    return new Injection(
        Set.of(),
        List.of(),
        world -> world.weather(weather),
        world -> world.weather(HeartbeatWeather.CALM));
  }

  /**
   * The exporter is replaced while it lasts. What else there is would have to be found anew too.
   */
  private static CauseRecipe withRestart(CauseRecipe recipe) {
    return new CauseRecipe(
        "restart-" + recipe.name(),
        Reach.EVERYTHING,
        RESTART,
        // Of agents that it never heard, a new exporter does not know the zone.
        plan ->
            recipe.suits(plan)
                && (recipe.reach() != Reach.ZONE || plan.exporter() == plan.outside()),
        site -> {
          Injection cause = recipe.make().apply(site);
          return new Injection(
              cause.places(),
              cause.answers(),
              world -> {
                cause.begin().accept(world);
                replace(world);
              },
              cause.heal());
        });
  }

  private static void replace(World world) {
    long ends = world.now() + KNOWN_SECONDS * SECOND_NANOS;
    world.at(ends, world::stopExporter);
    world.at(ends + AWAY_SECONDS * SECOND_NANOS, world::startExporter);
  }
}
