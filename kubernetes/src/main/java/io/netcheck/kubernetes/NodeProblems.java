// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.util.List;
import java.util.stream.Stream;

/** Describes the conditions of a Node that are not as they should be. */
final class NodeProblems {
  private NodeProblems() {}

  /** Those of {@code node}, in words. */
  static List<String> of(Node node) {
    List<NodeCondition> conditions =
        node.getStatus() == null ? List.of() : node.getStatus().getConditions();
    return ApiList.items(conditions).flatMap(NodeProblems::problem).toList();
  }

  private static Stream<String> problem(NodeCondition condition) {
    String type = condition.getType() == null ? "" : condition.getType();
    String status = condition.getStatus() == null ? "" : condition.getStatus();
    String text =
        switch (type) {
          case "Ready" ->
              switch (status) {
                case "False" -> "the node is not ready";
                case "Unknown" -> "its kubelet does not report to Kubernetes";
                default -> "";
              };
          case "NetworkUnavailable" ->
              status.equals("True") ? "Kubernetes says that its network is not set up" : "";
          case "MemoryPressure" -> status.equals("True") ? "it is short of memory" : "";
          case "DiskPressure" -> status.equals("True") ? "it is short of disk space" : "";
          case "PIDPressure" -> status.equals("True") ? "it is short of process ids" : "";
          default -> "";
        };
    if (text.isEmpty()) {
      return Stream.empty();
    }
    String since =
        Timestamp.of(condition.getLastTransitionTime())
            .map(time -> " since " + Timestamp.text(time))
            .orElse("");
    String reason = ReasonWord.of(condition.getReason());
    return Stream.of(text + since + (reason.isEmpty() ? "" : " (" + reason + ")"));
  }
}
