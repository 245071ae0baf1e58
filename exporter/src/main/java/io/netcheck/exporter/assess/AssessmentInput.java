// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.exporter.client.Client;
import io.netcheck.exporter.client.ClusterInventory;
import java.util.List;
import java.util.Optional;

/**
 * What an assessment is made from, read once for each assessment.
 *
 * @param clients in the order of their identities
 * @param clusterProblems what the cluster source cannot find out, and why; empty if there is no
 *     source
 */
public record AssessmentInput(
    List<Client> clients, ClusterInventory cluster, Optional<List<String>> clusterProblems) {
  public AssessmentInput {
    clients = List.copyOf(clients);
  }
}
