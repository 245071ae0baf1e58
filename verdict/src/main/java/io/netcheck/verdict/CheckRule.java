// SPDX-License-Identifier: Apache-2.0
package io.netcheck.verdict;

import java.util.ArrayList;
import java.util.List;

/**
 * Names failing services and DNS. The service, the name or the resolver is to blame if at least
 * half of its observers fail, otherwise the nodes or the zone from which it fails. A service that
 * cannot be resolved while DNS fails is a symptom.
 */
final class CheckRule {
  private final NodeStates nodes;
  private final SymptomMemory symptoms;

  CheckRule(NodeStates nodes, SymptomMemory symptoms) {
    this.nodes = nodes;
    this.symptoms = symptoms;
  }

  List<Draft> drafts() {
    if (nodes.agents(AgentTrait.CHECK_FAILS).stream().noneMatch(this::counts)) {
      return List.of();
    }
    CheckResults results = new CheckResults();
    for (AgentMemory agent : nodes.agents()) {
      if (counts(agent)) {
        results.add(agent);
      }
    }
    List<Draft> drafts = new ArrayList<>(new LookupRule(nodes).drafts(results));
    drafts.addAll(new ServiceRule(nodes).drafts(results));
    return drafts;
  }

  private boolean counts(AgentMemory agent) {
    return nodes.isBelieved(agent) && !symptoms.isSymptom(agent.node);
  }
}
