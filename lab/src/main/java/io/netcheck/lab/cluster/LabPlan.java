// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import java.nio.file.Path;
import java.util.Optional;

/**
 * The plan of a lab.
 *
 * @param root the root folder of the project
 * @param nodes the number of nodes, each with a host agent and a pod agent
 * @param zones the number of zones; neighbouring nodes share a zone
 * @param alerts the folder with rules/ and alertmanager.yaml
 */
public record LabPlan(Path root, int nodes, int zones, SpeedFactor speed, Path alerts) {
  private static final int NODES = 6;
  private static final int ZONES = 3;

  public LabPlan {
    if (nodes < 3 || zones < 1 || zones > nodes) {
      throw new IllegalArgumentException(nodes + " nodes in " + zones + " zones");
    }
  }

  /** Six nodes in three zones, with the alert rules of the project. */
  public static LabPlan of(Path root, SpeedFactor speed) {
    return new LabPlan(root, NODES, ZONES, speed, root.resolve("alerts"));
  }

  /**
   * The root folder of the project, which the build and {@code lab/run} set.
   *
   * @throws IllegalStateException if it is not set
   */
  public static Path projectRoot() {
    return Optional.ofNullable(System.getProperty("netcheck.root"))
        .map(Path::of)
        .orElseThrow(() -> new IllegalStateException("-Dnetcheck.root is missing"));
  }

  /**
   * @param node starts at 1
   */
  public String zone(int node) {
    return "zone-" + (char) ('a' + (node - 1) * zones / nodes);
  }
}
