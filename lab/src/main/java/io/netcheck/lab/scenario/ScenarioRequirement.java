// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.SpeedFactor;
import java.util.Optional;

/** A requirement of a scenario that the machine may not meet. */
@FunctionalInterface
interface ScenarioRequirement {
  /** Why the scenario cannot run, or empty if it can. */
  Optional<String> missing(SpeedFactor speed);

  /** At a higher speed an alert does not wait long enough for what passes by itself. */
  static ScenarioRequirement speedOfAtMost(int factor) {
    return speed ->
        speed.factor() <= factor
            ? Optional.empty()
            : Optional.of("its alerts wait too short a time at a speed above " + factor);
  }
}
