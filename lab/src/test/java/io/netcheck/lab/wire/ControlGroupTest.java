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
      ProcessHandle child =
          ProcessHandle.of(Long.parseLong(Files.readString(pid).strip())).orElseThrow();
      assertTrue(child.isAlive());
      assertFalse(folders(group.name()).isEmpty());

      group.close();

      assertFalse(child.isAlive());
      assertEquals(List.of(), folders(group.name()));
    }
  }
}
