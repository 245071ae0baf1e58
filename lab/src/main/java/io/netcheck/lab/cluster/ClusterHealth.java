// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.netcheck.report.Report;
import io.netcheck.report.ReportStatus;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Whether every agent is there, every link is up, and there are no faults or alerts. */
final class ClusterHealth {
  private static final int NETWORKS = 3;
  private static final int AGENTS_OF_A_NODE = 2;
  private static final int IP_FAMILIES = 2;

  private ClusterHealth() {}

  /** Lists the problems. */
  static List<String> complaints(Lab lab) {
    try {
      List<String> complaints = new ArrayList<>();
      Report report = lab.report();
      int nodes = lab.plan().nodes();
      int agents = nodes * AGENTS_OF_A_NODE;
      long links = (long) nodes * (nodes - 1) * IP_FAMILIES * NETWORKS;
      long up = report.networks().stream().mapToLong(network -> network.links().up()).sum();
      if (report.status() != ReportStatus.HEALTHY) {
        complaints.add(report.summary());
      }
      if (report.clients().active() != agents || up != links) {
        complaints.add(
            "%d of %d agents are active, %d of %d links are up"
                .formatted(report.clients().active(), agents, up, links));
      }
      for (JsonNode alert : lab.alerts()) {
        complaints.add(alert.path("state").asText() + " " + FiringAlert.of(alert.path("labels")));
      }
      return complaints;
    } catch (IOException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }
}
