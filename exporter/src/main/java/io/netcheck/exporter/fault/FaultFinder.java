// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.fault;

import java.util.List;

/**
 * Names the causes of what fails. Report and metrics know only this interface, so that a better
 * engine can take the place of the present rule.
 */
@FunctionalInterface
public interface FaultFinder {
  /**
   * The causes, the gravest first; one cause is one finding, and none is the symptom of another.
   * Remembers nothing: equal situations have equal findings.
   */
  List<Finding> find(Situation situation);
}
