// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.Network;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The agent at the target of a cause, which may have failed itself: then it is silent as well. */
final class TargetAgent {
  /**
   * The last heartbeat of an agent may come through a store, and then arrive this much later than
   * what its peers say about it.
   */
  private static final long THROUGH_STORE = 10_000_000_000L;

  private final NodeStates nodes;
  private final CellList failing;
  private final CellList working;

  TargetAgent(NodeStates nodes, CellList failing, CellList working) {
    this.nodes = nodes;
    this.failing = failing;
    this.working = working;
  }

  /**
   * The agent that all failures lead to, if it was not heard since they began; null if there is
   * none.
   *
   * @param planes those of the cause
   */
  @Nullable AgentMemory unheard(Cause cause, Set<Plane> planes) {
    AgentMemory agent = of(cause, planes);
    if (agent == null) {
      return null;
    }
    long first = cause.firstNanos(failing);
    long alive = agent.last().isSilent() ? first + THROUGH_STORE : first;
    return agent.saidNanos() < alive ? agent : null;
  }

  /**
   * The agent that all failures lead to, if it is heard but gets too little time to answer; null if
   * there is none.
   *
   * @param planes those of the cause
   */
  @Nullable AgentMemory starved(Cause cause, Set<Plane> planes) {
    AgentMemory agent = of(cause, planes);
    return agent != null && agent.isStarved() ? agent : null;
  }

  private @Nullable AgentMemory of(Cause cause, Set<Plane> planes) {
    int node = target(cause);
    Set<AgentKind> kinds = EnumSet.noneOf(AgentKind.class);
    planes.forEach(plane -> kinds.add(Plane.agents(plane.network())));
    if (node < 0
        || kinds.size() != 1
        || planes.stream().anyMatch(plane -> plane.network() == Network.NODE)) {
      return null;
    }
    AgentMemory agent = nodes.agent(node, kinds.iterator().next());
    return agent == null || agent.last().standing() == Observer.Standing.GOING ? null : agent;
  }

  /** The one node that all failures lead to; -1 if there is none. */
  private int target(Cause cause) {
    if (cause.isDirected(Subject.FORWARD)
        && !cause.isDirected(Subject.BACKWARD)
        && cause.subject() instanceof Subject.OneNode(int node)) {
      return node;
    }
    if (cause.subject() instanceof Subject.NodePair(int first, int second)) {
      boolean forward = cause.isDirected(Subject.FORWARD);
      if (forward != cause.isDirected(Subject.BACKWARD)) {
        int target = forward ? second : first;
        return isOnlyObserver(target, cause) ? target : -1;
      }
    }
    return -1;
  }

  private boolean isOnlyObserver(int target, Cause cause) {
    for (int cell = 0; cell < working.size(); cell++) {
      if (working.target(cell) == target && cause.has(working.layer(cell), Subject.FORWARD)) {
        return false;
      }
    }
    return true;
  }

  Draft down(Cause cause, AgentMemory agent) {
    return draft(
        FaultKind.AGENT_DOWN,
        cause,
        agent,
        List.of(
            Wording.of(
                    cause.pairs(),
                    cause.pairs() + cause.against() + cause.pending(),
                    "observer",
                    "reaches",
                    "reach")
                + " the host while the agent's port refuses",
            "agent " + agent.last().id() + " is silent"),
        "Check the agent's process, its last log lines and its restarts. The network to its host"
            + " works.");
  }

  Draft stalled(Cause cause, AgentMemory agent) {
    return draft(
        FaultKind.AGENT_STALLED,
        cause,
        agent,
        List.of(
            "its host answers icmp and takes TCP connections, but nothing answers udp",
            agent.isStarved()
                ? "agent " + agent.last().id() + " gets less than half of the time that it needs"
                : "agent " + agent.last().id() + " is silent"),
        "The process hangs, is stopped, or gets no CPU time: save a thread dump, then restart it.");
  }

  private Draft draft(
      FaultKind kind, Cause cause, AgentMemory agent, List<String> evidence, String nextStep) {
    return Draft.of(
        new Finding(
            kind,
            kind.severity(),
            agent.last().id().toString(),
            FaultScope.ANY,
            FaultPlace.node(nodes.name(agent.node)),
            0,
            cause.onsetNanos(failing),
            evidence,
            List.of("the node or its network: its host answers"),
            cause.confidence(),
            nextStep),
        Draft.Failures.of(cause, failing, nodes));
  }
}
