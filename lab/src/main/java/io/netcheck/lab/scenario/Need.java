// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.wire.Commands;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What a scenario needs of the machine and not every machine has. */
public enum Need {
  /** The queueing discipline that delays packets: tc-netem(8). */
  NETEM {
    @Override
    Optional<String> missing() {
      try {
        // In a namespace without a name, which is gone with the command.
        Commands.run(
            List.of("unshare", "--net", "tc", "qdisc", "add", "dev", "lo", "root", "netem"));
        return Optional.empty();
      } catch (IOException _) {
        return Optional.of("this kernel has no tc netem (module sch_netem)");
      }
    }
  };

  /** Why this machine cannot do it, or empty if it can. */
  abstract Optional<String> missing();
}
