// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Tells which agents are silent because of a fault that has a name already. */
final class ExplainedSilence {
  private ExplainedSilence() {}

  /** The agents whose silence follows from these drafts. */
  static Set<AgentMemory> of(List<Draft> drafts, NodeStates nodes) {
    return nodes.agents(AgentTrait.SILENT).stream()
        .filter(agent -> drafts.stream().anyMatch(draft -> silences(draft.finding(), agent)))
        .collect(Collectors.toSet());
  }

  private static boolean silences(Finding finding, AgentMemory agent) {
    return switch (finding.kind()) {
      // Seen from inside, the other side is silent.
      case CLUSTER_SPLIT, ZONE_CUT_OFF, NETWORK_DOWN, EXPORTER_BLIND -> true;
      case AGENT_DOWN, AGENT_STALLED -> finding.subject().equals(agent.last().id().toString());
      // An agent may reach the exporter over another network than the one that it measures.
      // The answers of the exporter go to whoever has its address.
      case NODE_UNREACHABLE, NODE_ISOLATED, MTU_BLACK_HOLE, PACKET_LOSS, WRONG_RESPONDER ->
          isAt(finding, agent);
      // What rejects every probe rejects the answers of the exporter, too.
      case REJECTED -> finding.scope().probe().equals(FaultScope.ALL) && isAt(finding, agent);
      case ZONE_PAIR_DOWN ->
          finding.place().source().equals(agent.last().zone())
              || finding.place().target().equals(agent.last().zone());
      default -> false;
    };
  }

  private static boolean isAt(Finding finding, AgentMemory agent) {
    return finding.place().node().equals(agent.last().id().node());
  }
}
