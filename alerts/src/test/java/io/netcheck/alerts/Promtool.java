// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import io.netcheck.testing.CurrentPrometheus;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A promtool. The rules have to pass with Debian's, which is 2.42, and with that of the current
 * release, because ranges changed in Prometheus 3.0.
 */
public enum Promtool {
  DEBIAN,
  CURRENT;

  private Path program() {
    return this == DEBIAN ? Path.of("promtool") : CurrentPrometheus.program("promtool");
  }

  /** Skips the test if this promtool is not there. */
  public void require() {
    if (this == DEBIAN) {
      TestRequirements.tools("promtool");
    } else {
      CurrentPrometheus.require();
    }
  }

  /** Runs it in {@code folder}. */
  public ProgramRun.ExitResult run(Path folder, List<String> arguments) throws IOException {
    require();
    List<String> command = new ArrayList<>(List.of(program().toString()));
    command.addAll(arguments);
    return ProgramRun.run(folder, "", command);
  }
}
