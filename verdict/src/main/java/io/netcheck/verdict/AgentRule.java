// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Names what agents say about themselves: rounds that stand still, rivals, wrong clocks. */
final class AgentRule {
  /** Heartbeats can be late, and clocks drift a little. */
  private static final long CLOCK_OFF_MILLIS = 1_000;

  /** An agent that was short of time for a moment is no fault. */
  private static final long STARVED_LONG = 10_000_000_000L;

  private static final int FEWEST_CLOCKS = 3;
  private static final int MOST_RIVALS = 5;

  private final NodeStates nodes;

  AgentRule(NodeStates nodes) {
    this.nodes = nodes;
  }

  List<Draft> drafts() {
    List<Draft> drafts = new ArrayList<>();
    for (AgentMemory agent : nodes.agents(AgentTrait.AILING)) {
      Observer last = agent.last();
      if (last.isReporting()
          && (!last.reporting().probing() || agent.isStarvedFor(STARVED_LONG, nodes.nanos()))) {
        drafts.add(stalled(agent));
      }
      if (!last.rivals().isEmpty()) {
        drafts.add(duplicate(agent));
      }
    }
    drafts.addAll(clocks());
    return drafts;
  }

  private Draft stalled(AgentMemory agent) {
    boolean still = !agent.last().reporting().probing();
    return Draft.certain(
        finding(
            FaultKind.AGENT_STALLED,
            agent,
            agent.last().id().toString(),
            evidence(agent.last().reporting(), still),
            0.95,
            still
                ? "Check the agent's log and restart it. Until then its links count as unknown."
                : "Check whether the agent gets enough CPU time. Until then its links count as"
                    + " unknown."));
  }

  private static List<String> evidence(Observer.Reporting reporting, boolean still) {
    List<String> evidence = new ArrayList<>();
    evidence.add(
        still
            ? "its heartbeats arrive, but it completes no round of probing"
            : "it gets less than half of the time that it needs");
    if (!reporting.paused().isZero()) {
      evidence.add(
          "its process was paused for %.1f s of the last %.1f s"
              .formatted(reporting.paused().toMillis() / 1e3, reporting.window().toMillis() / 1e3));
    }
    return evidence;
  }

  private Draft duplicate(AgentMemory agent) {
    List<String> evidence = new ArrayList<>();
    evidence.add(agent.last().endpoint() + " holds the identity because it started last");
    agent.last().rivals().stream()
        .limit(MOST_RIVALS)
        .forEach(rival -> evidence.add(rival + " claims it too"));
    return Draft.certain(
        finding(
            FaultKind.DUPLICATE_CLIENT,
            agent,
            agent.last().id().toString(),
            evidence,
            0.99,
            "Check for two agents of one kind on this node, or for two nodes with the same name."));
  }

  private List<Draft> clocks() {
    if (!nodes.areClocksApart(CLOCK_OFF_MILLIS)) {
      return List.of(); // none is far from the usual one either
    }
    List<AgentMemory> known =
        nodes.agents().stream()
            .filter(agent -> agent.last().isReporting() && agent.clock().millis().isPresent())
            .toList();
    if (known.size() < FEWEST_CLOCKS) {
      return List.of();
    }
    long[] offsets = known.stream().mapToLong(AgentRule::offset).sorted().toArray();
    long usual = offsets[offsets.length / 2];
    List<Draft> drafts = new ArrayList<>();
    List<Integer> named = new ArrayList<>();
    for (AgentMemory agent : known) {
      long off = offset(agent) - usual;
      if (Math.abs(off) > CLOCK_OFF_MILLIS && !named.contains(agent.node)) {
        named.add(agent.node);
        drafts.add(
            Draft.certain(
                finding(
                    FaultKind.CLOCK_OFF,
                    agent,
                    nodes.name(agent.node),
                    List.of(
                        String.format(
                            Locale.ROOT,
                            "it is %.1f s %s the other clocks",
                            Math.abs(off) / 1_000.0,
                            off > 0 ? "ahead of" : "behind")),
                    0.97,
                    "Check the time service on this node.")));
      }
    }
    return drafts;
  }

  private static long offset(AgentMemory agent) {
    return agent.clock().millis().orElse(0);
  }

  private Finding finding(
      FaultKind kind,
      AgentMemory agent,
      String subject,
      List<String> evidence,
      double confidence,
      String nextStep) {
    return new Finding(
        kind,
        kind.severity(),
        subject,
        FaultScope.ANY,
        FaultPlace.node(nodes.name(agent.node)),
        0,
        nodes.nanos(),
        evidence,
        List.of(),
        confidence,
        nextStep);
  }
}
