// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command in {@code docs/security.md} works. */
@MachineTest
class SecurityDocTest {
  /** In place of the launcher, which would build what is older than its sources. */
  private static Path launcher(Path folder) throws IOException {
    Path launcher = folder.resolve("netcheck");
    Files.writeString(
        launcher,
        "#!/bin/sh\n"
            + "case $1 in\n"
            + "  exporter) module=server ;;\n"
            + "  *) module=$1 ;;\n"
            + "esac\n"
            + "shift\n"
            + "exec '"
            + Path.of(System.getProperty("java.home"), "bin", "java")
            + "' -XX:TieredStopAtLevel=1 -cp \"$CLASSES\" \"io.netcheck.$module.Main\" \"$@\"\n");
    return Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void everyCommandCanBeTyped(@TempDir Path folder) throws IOException, InterruptedException {
    assertTrue(Files.isExecutable(launcher(folder)));
    List<String> blocks = Page.of("docs/security.md").blocks("sh");
    assertFalse(blocks.isEmpty());
    for (String block : blocks) {
      ProcessBuilder builder =
          new ProcessBuilder("sh", "-e", "-c", block).directory(folder.toFile());
      builder.environment().put("CLASSES", System.getProperty("java.class.path"));
      Path log = folder.resolve("log");
      Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
      boolean ended = process.waitFor(60, TimeUnit.SECONDS);
      if (!ended) {
        process.destroyForcibly();
      }
      assertTrue(ended, block);
      assertEquals(0, process.exitValue(), () -> read(log));
    }
  }

  private static String read(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
