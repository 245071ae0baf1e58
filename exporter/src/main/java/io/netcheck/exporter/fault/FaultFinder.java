// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import java.util.List;

/** Names the causes of failures. Report and metrics see only this interface. */
@FunctionalInterface
public interface FaultFinder {
  /**
   * Finds the causes, the most severe first. One cause makes one finding, and no finding is a
   * symptom of another. The finder keeps no state: equal situations give equal findings.
   */
  List<Finding> find(Situation situation);
}
