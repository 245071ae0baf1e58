// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * What a lab is made of.
 *
 * @param root the top of the project
 * @param nodes how many, each with a host agent and a pod agent
 * @param zones how many the nodes are spread over, neighbours together
 * @param alerts the folder of rules/ and alertmanager.yaml
 */
public record LabPlan(Path root, int nodes, int zones, SpeedFactor speed, Path alerts) {
  private static final int NODES = 6;
  private static final int ZONES = 3;

  public LabPlan {
    if (nodes < 3 || zones < 1 || zones > nodes) {
      throw new IllegalArgumentException(nodes + " nodes in " + zones + " zones");
    }
  }

  /** Six nodes in three zones, under the alert rules of the project. */
  public static LabPlan of(Path root, SpeedFactor speed) {
    return new LabPlan(root, NODES, ZONES, speed, root.resolve("alerts"));
  }

  /**
   * The top of the project, as the build and {@code lab/run} say it.
   *
   * @throws IllegalStateException if nobody says
   */
  public static Path projectRoot() {
    return Optional.ofNullable(System.getProperty("netcheck.root"))
        .map(Path::of)
        .orElseThrow(() -> new IllegalStateException("-Dnetcheck.root is missing"));
  }

  /**
   * @param node from 1 on
   */
  public String zone(int node) {
    return "zone-" + (char) ('a' + (node - 1) * zones / nodes);
  }
}
