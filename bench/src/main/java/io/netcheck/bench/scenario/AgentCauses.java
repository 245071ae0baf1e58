// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.scenario.CauseRecipe.Timing;
import io.netcheck.bench.world.ClusterPlan;
import io.netcheck.bench.world.Route;
import io.netcheck.bench.world.World;
import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.ClientId;
import io.netcheck.protocol.Network;
import io.netcheck.verdict.FaultKind;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Agents that ended, or stand still. */
final class AgentCauses {
  private static final int SECONDS = 30;
  private static final int LONG_SECONDS = 45;
  private static final int FREEZE_SECONDS = 10;
  private static final int LONG_FREEZE_SECONDS = 60;
  private static final long CLOCK_NANOS = 5_000_000_000L;

  /** A heartbeat must be older than 15 s, and the one before can have come late. */
  private static final int SILENT_SECONDS = 20;

  private static final int LATE_SECONDS = 15;

  /** Of the nodes that are still heard. */
  private static final int HEARD_SHARE = 10;

  private AgentCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          new CauseRecipe("agent-killed", Reach.NODE, SECONDS, _ -> true, AgentCauses::killed),
          new CauseRecipe(
              "agent-frozen-10s",
              Reach.NODE,
              Timing.of(FREEZE_SECONDS, FREEZE_SECONDS),
              _ -> true,
              AgentCauses::frozen),
          new CauseRecipe(
              "agent-frozen-60s",
              Reach.NODE,
              Timing.of(FREEZE_SECONDS, LONG_FREEZE_SECONDS),
              _ -> true,
              AgentCauses::frozen),
          new CauseRecipe(
              "agent-starved",
              Reach.NODE,
              Timing.of(LONG_SECONDS, LONG_SECONDS + SECONDS),
              _ -> true,
              AgentCauses::starved),
          new CauseRecipe(
              "agent-unheard",
              Reach.NODE,
              Timing.of(SILENT_SECONDS, LONG_SECONDS),
              _ -> true,
              AgentCauses::unheard),
          new CauseRecipe(
              "node-unheard",
              Reach.NODE,
              // Of two agents, one may lose its first heartbeat after the end.
              Timing.of(SILENT_SECONDS, LONG_SECONDS).lingering(LATE_SECONDS),
              plan -> plan.kinds().size() > 1,
              AgentCauses::unheardNode),
          new CauseRecipe(
              "duplicate-identity",
              Reach.NODE,
              Timing.of(SILENT_SECONDS, LONG_SECONDS),
              plan -> plan.networks().contains(Network.POD),
              AgentCauses::duplicate),
          new CauseRecipe(
              "clock-off",
              Reach.NODE,
              Timing.of(SECONDS, LONG_SECONDS + SECONDS),
              _ -> true,
              AgentCauses::clock),
          new CauseRecipe(
              "exporter-blind-zone",
              Reach.ZONE,
              Timing.of(SILENT_SECONDS, LONG_SECONDS),
              _ -> true,
              AgentCauses::blindForZone),
          new CauseRecipe(
              "exporter-blind-most",
              Reach.EVERYTHING,
              Timing.of(SILENT_SECONDS, LONG_SECONDS),
              _ -> true,
              AgentCauses::blindForMost),
          new CauseRecipe(
              "agent-stalled", Reach.NODE, LONG_SECONDS, _ -> true, AgentCauses::stalled));

  private static Injection killed(CauseSite site) {
    int node = site.node();
    AgentKind kind = site.one(site.plan().kinds());
    return agent(
        site,
        kind,
        node,
        FaultKind.AGENT_DOWN,
        world -> world.kill(kind, node),
        world -> world.restart(kind, node, false));
  }

  private static Injection frozen(CauseSite site) {
    int node = site.node();
    AgentKind kind = site.one(site.plan().kinds());
    return agent(
        site,
        kind,
        node,
        FaultKind.AGENT_STALLED,
        world -> world.freeze(kind, node),
        world -> world.resume(kind, node));
  }

  private static Injection stalled(CauseSite site) {
    int node = site.node();
    AgentKind kind = site.one(site.plan().kinds());
    return agent(
        site,
        kind,
        node,
        FaultKind.AGENT_STALLED,
        world -> world.stall(kind, node),
        world -> world.resume(kind, node));
  }

  private static Injection starved(CauseSite site) {
    int node = site.node();
    AgentKind kind = site.one(site.plan().kinds());
    return agent(
        site,
        kind,
        node,
        FaultKind.AGENT_STALLED,
        world -> world.starve(kind, node),
        world -> world.resume(kind, node));
  }

  /** Its peers reach it, and it reaches them. */
  private static Injection unheard(CauseSite site) {
    int node = site.node();
    AgentKind kind = site.one(site.plan().kinds());
    BitSet nodes = Route.only(node);
    return agent(
        site,
        kind,
        node,
        FaultKind.CLIENT_MISSING,
        world -> world.mute(kind, nodes),
        world -> world.unmute(kind, nodes));
  }

  /** The same for all agents of a node. */
  private static Injection unheardNode(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    BitSet nodes = Route.only(node);
    String agents =
        Stream.of(AgentKind.HOST, AgentKind.POD)
            .map(kind -> new ClientId(kind, name).toString())
            .collect(Collectors.joining(", "));
    return new Injection(
        Set.of(name),
        List.of(site.answers().unscoped(FaultKind.CLIENT_MISSING, agents)),
        world -> site.plan().kinds().forEach(kind -> world.mute(kind, nodes)),
        world -> site.plan().kinds().forEach(kind -> world.unmute(kind, nodes)));
  }

  private static Injection duplicate(CauseSite site) {
    int node = site.node();
    return agent(
        site,
        AgentKind.POD,
        node,
        FaultKind.DUPLICATE_CLIENT,
        world -> world.addTwin(AgentKind.POD, node),
        world -> world.removeTwin(AgentKind.POD, node));
  }

  private static Injection clock(CauseSite site) {
    int node = site.node();
    String name = site.name(node);
    long nanos = site.random().nextBoolean() ? CLOCK_NANOS : -CLOCK_NANOS;
    return new Injection(
        Set.of(name),
        List.of(site.answers().unscoped(FaultKind.CLOCK_OFF, name)),
        world -> world.shiftClock(node, nanos),
        world -> world.shiftClock(node, -nanos));
  }

  private static Injection blindForZone(CauseSite site) {
    int zone = site.zone(-1);
    String name = site.plan().zone(zone);
    return blind(site, site.plan().members(zone), "zone " + name, Set.of(name));
  }

  private static Injection blindForMost(CauseSite site) {
    ClusterPlan plan = site.plan();
    int heard = Math.max(1, plan.nodes() / HEARD_SHARE);
    BitSet nodes = Route.inside(plan);
    while (nodes.cardinality() > plan.nodes() - heard) {
      nodes.clear(site.random().nextInt(plan.nodes()));
    }
    return blind(site, nodes, "most agents", Set.of("agents"));
  }

  private static Injection blind(CauseSite site, BitSet nodes, String subject, Set<String> places) {
    List<AgentKind> kinds = site.plan().kinds();
    return new Injection(
        places,
        List.of(site.answers().unscoped(FaultKind.EXPORTER_BLIND, subject)),
        world -> kinds.forEach(kind -> world.mute(kind, nodes)),
        world -> kinds.forEach(kind -> world.unmute(kind, nodes)));
  }

  private static Injection agent(
      CauseSite site,
      AgentKind kind,
      int node,
      FaultKind fault,
      Consumer<World> begin,
      Consumer<World> heal) {
    return new Injection(
        Set.of(site.name(node)),
        List.of(site.answers().unscoped(fault, kind.label() + "/" + site.name(node))),
        begin,
        heal);
  }
}
