// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench.scenario;

import io.netcheck.bench.scenario.CauseRecipe.Reach;
import io.netcheck.bench.world.World;
import io.netcheck.protocol.AgentKind;
import io.netcheck.verdict.FaultKind;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Agents that ended, or stand still. */
final class AgentCauses {
  private static final int SECONDS = 30;
  private static final int LONG_SECONDS = 45;

  private AgentCauses() {}

  static final List<CauseRecipe> RECIPES =
      List.of(
          new CauseRecipe("agent-killed", Reach.NODE, SECONDS, _ -> true, AgentCauses::killed),
          new CauseRecipe("agent-frozen", Reach.NODE, LONG_SECONDS, _ -> true, AgentCauses::frozen),
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
