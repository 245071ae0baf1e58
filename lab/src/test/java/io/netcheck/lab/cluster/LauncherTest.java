// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.cluster;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class LauncherTest {
  /** Needs the programs, which {@code ./test quick} does not build. */
  @Test
  @MachineTest
  void agentsRunWithTheFlagsOfRecord() throws IOException {
    Launcher launcher = new Launcher(LabPlan.projectRoot());

    assertTrue(launcher.flags("small_heap").contains("-Xmx32m"));
    assertTrue(launcher.flags("common").contains("--enable-native-access=ALL-UNNAMED"));
    assertTrue(launcher.agent().contains("-Xmx32m"), launcher.agent().toString());
    assertTrue(launcher.exporter().getLast().endsWith("netcheck-exporter.jar"));
  }

  @Test
  void flagsThatTheLauncherDoesNotHaveAreAProblem() throws IOException {
    Launcher launcher = new Launcher(LabPlan.projectRoot());

    assertThrows(IllegalStateException.class, () -> launcher.flags("large_heap"));
  }
}
