// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.SpeedFactor;
import io.netcheck.lab.wire.Commands;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A requirement of a scenario that the machine may not meet. */
@FunctionalInterface
interface ScenarioRequirement {
  /** Why the scenario cannot run, or empty if it can. */
  Optional<String> missing(SpeedFactor speed);

  /** The queueing discipline that delays packets: tc-netem(8). */
  static ScenarioRequirement netem() {
    return _ -> {
      try {
        // In an unnamed namespace, which ends with the command.
        Commands.run(
            List.of("unshare", "--net", "tc", "qdisc", "add", "dev", "lo", "root", "netem"));
        return Optional.empty();
      } catch (IOException _) {
        return Optional.of("this kernel has no tc netem (module sch_netem)");
      }
    };
  }

  /** Loss rates need some hundred probes. Within a few seconds, a single lost probe is 5 %. */
  static ScenarioRequirement speedOfAtMost(int factor) {
    return speed ->
        speed.factor() <= factor
            ? Optional.empty()
            : Optional.of("its loss rates are meaningless at a speed above " + factor);
  }
}
