// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import io.netcheck.protocol.AgentKind;
import io.netcheck.protocol.LinkState;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What rules look for in an agent. It changes only when something new is known of the agent, so
 * that nobody needs to look at all agents in each judgement.
 */
@SuppressWarnings("ImmutableEnumChecker") // the tests have no state
enum AgentTrait {
  /** A link or a single probe of it is down, or some of its source ports fail. */
  FAILS(agent -> {
    for (@Nullable PlaneCells cells : agent.planes) {
      if (cells != null
          && (cells.down > 0 || cells.silentProbes > 0 || !cells.failingPorts().isEmpty())) {
        return true;
      }
    }
    return false;
  }),

  /** Some of its source ports fail while others are answered. */
  PORTS_FAIL(agent -> {
    for (@Nullable PlaneCells cells : agent.planes) {
      if (cells != null && !cells.failingPorts().isEmpty()) {
        return true;
      }
    }
    return false;
  }),

  /** A link of it was down and came up again. */
  RECOVERED(agent -> {
    for (@Nullable PlaneCells cells : agent.planes) {
      if (cells != null && !cells.upAgain.isEmpty()) {
        return true;
      }
    }
    return false;
  }),

  /** A link of it is slower than usual. */
  SLOW(agent -> {
    for (@Nullable PlaneCells cells : agent.planes) {
      if (cells != null && cells.slowRows > 0) {
        return true;
      }
    }
    return false;
  }),

  /** Its results count, unless others doubt them. */
  BELIEVED(agent ->
      agent.last().isReporting() && agent.last().reporting().probing() && !agent.isStarved()),

  SILENT(agent -> agent.last().isSilent()),

  GOING(agent -> agent.last().standing() == Observer.Standing.GOING),

  /** It reports and its rounds stand still or get too little time, or it has rivals. */
  AILING(agent ->
      (agent.last().isReporting() && (!agent.last().reporting().probing() || agent.isStarved()))
          || !agent.last().rivals().isEmpty()),

  /** Its heartbeats arrive in small segments only. */
  SMALL_SEGMENTS(agent -> agent.last().isReporting() && agent.last().reporting().smallSegments()),

  /** A service or a lookup fails on its node. */
  CHECK_FAILS(agent ->
      agent.last().services().stream().anyMatch(check -> check.state() == LinkState.DOWN)
          || agent.last().dns().stream().anyMatch(check -> check.state() == LinkState.DOWN)),

  /**
   * It knows what the kernel of its host says. One in the pod network sees the numbers of its own
   * pod.
   */
  KERNEL(agent -> agent.kind == AgentKind.HOST && !agent.last().kernel().isEmpty());

  private final Predicate<AgentMemory> test;

  AgentTrait(Predicate<AgentMemory> test) {
    this.test = test;
  }

  boolean isOf(AgentMemory agent) {
    return test.test(agent);
  }
}
