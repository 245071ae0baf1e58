// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.cluster.SpeedFactor;
import io.netcheck.lab.wire.Commands;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a scenario cannot do without, and what may be missing. */
@FunctionalInterface
interface ScenarioRequirement {
  /** Why it cannot run, or empty if it can. */
  Optional<String> missing(SpeedFactor speed);

  /** The queueing discipline that delays packets: tc-netem(8). */
  static ScenarioRequirement netem() {
    return _ -> {
      try {
        // In a namespace without a name, which is gone with the command.
        Commands.run(
            List.of("unshare", "--net", "tc", "qdisc", "add", "dev", "lo", "root", "netem"));
        return Optional.empty();
      } catch (IOException _) {
        return Optional.of("this kernel has no tc netem (module sch_netem)");
      }
    };
  }

  /** Rates of loss need some hundred probes: within a few seconds a single lost one is 5 %. */
  static ScenarioRequirement speedOfAtMost(int factor) {
    return speed ->
        speed.factor() <= factor
            ? Optional.empty()
            : Optional.of("its rates mean nothing at a speed above " + factor);
  }
}
