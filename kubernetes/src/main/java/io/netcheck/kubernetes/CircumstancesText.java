// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.netcheck.exporter.client.NodeCircumstances;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Says in words what Kubernetes knows of a node and of the pods of its agents. */
final class CircumstancesText {
  private CircumstancesText() {}

  /**
   * @param agents the pods of the node's agents
   * @param now by the wall clock
   */
  static NodeCircumstances of(NodeFacts node, List<PodFacts> agents, Instant now) {
    List<String> facts = new ArrayList<>(node.problems());
    agents.forEach(pod -> facts.addAll(facts(pod)));
    facts.addAll(node.changes().lately(now));
    return new NodeCircumstances(facts, nextStep(node, agents));
  }

  private static List<String> facts(PodFacts pod) {
    PodCondition condition = pod.condition();
    String state =
        switch (pod.phase()) {
          case PENDING ->
              condition.unscheduled().isEmpty()
                  ? "does not start" + because(condition.waiting())
                  : "cannot be scheduled" + because(condition.unscheduled());
          case RUNNING ->
              condition.waiting().isEmpty()
                  ? condition.ready() ? "is running and ready" : "is running, but not ready"
                  : "does not run" + because(condition.waiting());
          case TERMINATING -> "is terminating";
          case OVER -> "has ended";
        };
    String ended =
        condition.ended().isEmpty() ? "" : "; its container ended before: " + condition.ended();
    return List.of("pod " + pod.name() + " " + state + ended);
  }

  private static String because(String reason) {
    return reason.isEmpty() ? "" : " (" + reason + ")";
  }

  private static String nextStep(NodeFacts node, List<PodFacts> agents) {
    if (!node.ready()) {
      return "Check whether the node runs, then its kubelet: journalctl -u kubelet.";
    }
    return agents.stream()
        .flatMap(pod -> nextStep(pod, "-n " + pod.namespace() + " "))
        .findFirst()
        .orElse("");
  }

  private static Stream<String> nextStep(PodFacts pod, String namespace) {
    PodCondition condition = pod.condition();
    return switch (pod.phase()) {
      case PENDING ->
          Stream.of(
              (condition.unscheduled().isEmpty()
                      ? "See why its pod does not start: kubectl "
                      : "See why its pod cannot be scheduled (room on the node, priority class,"
                          + " quota): kubectl ")
                  + namespace
                  + "describe pod "
                  + pod.name());
      case RUNNING ->
          condition.waiting().isEmpty()
              ? Stream.of(
                  "Its pod runs, so look for what keeps its heartbeats from the exporter: DNS, a"
                      + " network policy, its token. Its log says which: kubectl "
                      + namespace
                      + "logs "
                      + pod.name())
              : Stream.of(
                  "See why its container ends: kubectl "
                      + namespace
                      + "logs --previous "
                      + pod.name());
      case TERMINATING, OVER -> Stream.empty();
    };
  }
}
