// SPDX-License-Identifier: Apache-2.0
package io.netcheck.kubernetes;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The condition of Netcheck that a Node has.
 *
 * @param status as the API writes it
 * @param since when it got this status
 */
record PublishedCondition(String status, Instant since) {
  /** That of {@code node}, if it has one. */
  static Optional<PublishedCondition> of(Node node) {
    List<NodeCondition> conditions =
        node.getStatus() == null ? List.of() : node.getStatus().getConditions();
    return ApiList.items(conditions)
        .filter(it -> NodeReachability.CONDITION.equals(it.getType()) && it.getStatus() != null)
        .findFirst()
        .flatMap(it ->
            Timestamp.of(it.getLastTransitionTime())
                .map(since -> new PublishedCondition(it.getStatus(), since)));
  }
}
