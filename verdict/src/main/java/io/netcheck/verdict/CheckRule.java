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
  private static final double EVERYWHERE = 0.95;
  static final double SOMEWHERE = 0.9;
  private static final double ALONE = 0.7;

  private final NodeStates nodes;

  private final SymptomMemory symptoms;

  CheckRule(NodeStates nodes, SymptomMemory symptoms) {
    this.nodes = nodes;
    this.symptoms = symptoms;
  }

  List<Draft> drafts() {
    CheckResults results = new CheckResults();
    for (AgentMemory agent : nodes.agents()) {
      if (nodes.isBelieved(agent) && !symptoms.isSymptom(agent.node)) {
        results.add(agent);
      }
    }
    List<Draft> drafts = new ArrayList<>(new LookupRule(nodes).drafts(results));
    drafts.addAll(new ServiceRule(nodes).drafts(results));
    return drafts;
  }

  static double confidence(CheckResult checked, boolean everywhere) {
    if (checked.observers() < 2) {
      return ALONE;
    }
    return everywhere ? EVERYWHERE : SOMEWHERE;
  }

  static Draft draft(
      FaultKind kind,
      String subject,
      FaultPlace place,
      List<String> evidence,
      double confidence,
      String nextStep) {
    return Draft.certain(
        new Finding(
            kind,
            kind.severity(),
            subject,
            FaultScope.ANY,
            place,
            0,
            0,
            evidence,
            List.of(),
            confidence,
            nextStep));
  }
}
