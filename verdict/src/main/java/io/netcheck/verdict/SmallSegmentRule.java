// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Says that heartbeats arrive in small segments only. Large packets get lost on the way to the
 * exporter, so this is evidence of a path MTU black hole that the probes find; or, if they find
 * none, one of its own. Not thread-safe.
 */
final class SmallSegmentRule {
  /** The same for one agent and for many, so that a fault keeps its name. */
  static final String SUBJECT = "to the exporter";

  /** After a repair, an agent tries large segments again within this time. */
  private static final long OUTLASTS = 60_000_000_000L;

  private long probedNanos;
  private boolean probed;
  private long sinceNanos;
  private boolean since;

  /**
   * Adds what it finds to the drafts of one situation.
   *
   * @param shown the findings that are shown
   */
  List<Draft> with(List<Draft> drafts, List<Draft> shown, NodeStates nodes) {
    if (drafts.stream().anyMatch(SmallSegmentRule::isProbed)
        || shown.stream().anyMatch(SmallSegmentRule::isProbed)) {
      probed = true;
      probedNanos = nodes.nanos();
    }
    List<AgentMemory> agents =
        nodes.agents(AgentTrait.SMALL_SEGMENTS).stream()
            // One that gets too little time takes its own delays for lost segments.
            .filter(AgentTrait.BELIEVED::isOf)
            .toList();
    if (agents.isEmpty()) {
      since = false;
      return drafts;
    }
    if (!since) {
      since = true;
      sinceNanos = nodes.nanos();
    }
    Set<String> names = new TreeSet<>();
    agents.forEach(agent -> names.add(agent.last().id().toString()));
    String evidence =
        "heartbeats of " + Wording.names(names) + " reach the exporter only in small TCP segments";
    List<Draft> all = new ArrayList<>(drafts);
    int known = known(drafts, agents);
    if (known >= 0) {
      all.set(known, drafts.get(known).withEvidence(evidence));
    } else if (!probed || nodes.nanos() - probedNanos > OUTLASTS) {
      all.add(own(agents, evidence));
    }
    return all;
  }

  private static boolean isProbed(Draft draft) {
    return draft.finding().kind() == FaultKind.MTU_BLACK_HOLE
        && !draft.finding().subject().equals(SUBJECT);
  }

  /** The draft that it is evidence of: at the node of such an agent, or else any; -1 if none. */
  private static int known(List<Draft> drafts, List<AgentMemory> agents) {
    int any = -1;
    for (int i = 0; i < drafts.size(); i++) {
      if (isProbed(drafts.get(i))) {
        String node = drafts.get(i).finding().place().node();
        if (agents.stream().anyMatch(agent -> agent.last().id().node().equals(node))) {
          return i;
        }
        any = any < 0 ? i : any;
      }
    }
    return any;
  }

  private Draft own(List<AgentMemory> agents, String evidence) {
    List<String> nodes = agents.stream().map(agent -> agent.last().id().node()).distinct().toList();
    return Draft.certain(
        new Finding(
            FaultKind.MTU_BLACK_HOLE,
            FaultKind.MTU_BLACK_HOLE.severity(),
            SUBJECT,
            FaultScope.ANY,
            nodes.size() == 1 ? FaultPlace.node(nodes.getFirst()) : FaultPlace.NONE,
            1,
            sinceNanos,
            List.of(evidence, "their connections open, and larger segments get no answer"),
            List.of("the path as a whole: small segments pass"),
            0.9,
            "Check the path MTU between these nodes and the exporter: interfaces, tunnels, the"
                + " Service and its load balancer."));
  }
}
