// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@MachineTest
class ControlGroupTest {
  private static List<Path> folders(String name) throws IOException {
    try (Stream<Path> all =
        Files.find(Path.of("/sys/fs/cgroup"), 2, (path, _) -> path.endsWith(name))) {
      return all.toList();
    }
  }

  /** One that nobody has waited for yet has ended nevertheless: proc_pid_stat(5). */
  private static boolean isRunning(String pid) throws IOException {
    Path state = Path.of("/proc", pid, "stat");
    return Files.exists(state) && !Files.readString(state).contains(") Z ");
  }

  /** The shell starts another process and ends, so that nobody knows its child. */
  @Test
  void whatAProcessLeavesBehindEndsWithItsGroup() throws Exception {
    TestRequirements.root();
    try (LabRun run = LabRun.begin()) {
      ControlGroup group = run.controlGroup();
      group.create();
      group.part("node");
      Path pid = run.folder().resolve("pid");
      Commands.run(
          List.of("sh", "-ec", group.enter() + "sleep 600 >/dev/null 2>&1 & echo $! >" + pid));
      String child = Files.readString(pid).strip();
      assertTrue(isRunning(child));
      assertFalse(folders(group.name()).isEmpty());

      group.close();

      assertFalse(isRunning(child));
      assertEquals(List.of(), folders(group.name()));
    }
  }
}
