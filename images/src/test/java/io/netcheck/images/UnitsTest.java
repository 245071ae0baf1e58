// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The systemd units for bare hosts. */
class UnitsTest {
  /** The units score 1.3. systemd rates up to 2 as OK; a unit without hardening scores 9.6. */
  private static final String MOST_EXPOSED = "15";

  @ParameterizedTest
  @MachineTest
  @ValueSource(strings = {"agent", "exporter"})
  void theUnitExposesLittle(String program) throws IOException {
    TestRequirements.tools("systemd-analyze");

    String judged =
        ProgramRun.output(
            List.of(
                "systemd-analyze",
                "security",
                "--offline=true",
                "--threshold=" + MOST_EXPOSED,
                "--no-pager",
                unit(program).toString()));

    System.out.println(judged.lines().reduce("", (_, last) -> last));
  }

  @ParameterizedTest
  @MachineTest
  @ValueSource(strings = {"agent", "exporter"})
  void systemdUnderstandsEachLine(String program, @TempDir Path root) throws IOException {
    TestRequirements.tools("systemd-analyze");
    // The program must be at its final path, because systemd checks that it exists.
    Path java = Files.createDirectories(root.resolve("java/bin")).resolve("java");
    Files.createSymbolicLink(java, Path.of(System.getProperty("java.home"), "bin", "java"));
    Path unit = root.resolve("netcheck-" + program + ".service");
    Files.writeString(
        unit, Files.readString(unit(program)).replace("/opt/netcheck", root.toString()));

    ProgramRun.ExitResult ending =
        ProgramRun.run(List.of("systemd-analyze", "verify", "--man=no", unit.toString()));

    assertEquals(0, ending.status(), ending.output());
    assertTrue(
        ending.output().lines().noneMatch(line -> line.contains(unit.getFileName().toString())),
        ending.output());
  }

  /** Settings that the score does not cover. */
  @ParameterizedTest
  @ValueSource(strings = {"agent", "exporter"})
  void theUnitSaysWhatItMust(String program) throws IOException {
    List<String> lines = Files.readAllLines(unit(program));

    for (String line :
        List.of(
            "AmbientCapabilities=",
            "CapabilityBoundingSet=",
            "NoNewPrivileges=yes",
            "DynamicUser=yes",
            "ProtectSystem=strict",
            "MemoryDenyWriteExecute=no",
            "SuccessExitStatus=143",
            "Restart=always",
            "StateDirectory=netcheck-" + program,
            "EnvironmentFile=/etc/netcheck/" + program + ".env")) {
      assertTrue(lines.contains(line), line);
    }
  }

  private static Path unit(String program) {
    return Project.ROOT.resolve("deploy/hosts/netcheck-" + program + ".service");
  }
}
