// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A pair of agents outside of the mesh is broken and heals. It takes some minutes, because agents
 * that have just started are left alone for one minute.
 */
@MachineTest
class SweptPairTest {
  @Test
  void aBrokenPairThatNobodyProbesIsFoundAndNamedAndGetsObservers() throws IOException {
    TestRequirements.tools("unshare", "ip", "iptables");
    TestRequirements.root();
    ProgramRun.ExitResult ending =
        ProgramRun.run(
            List.of(
                "unshare",
                "-n",
                "sh",
                "-c",
                "ip link set lo up && sysctl -q -w net.ipv4.ping_group_range='0 2147483647'"
                    + " && exec \"$@\"",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED",
                "--add-opens=jdk.httpserver/sun.net.httpserver=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SweptPairProgram.class.getName()));

    // Before the status and the log: it says how far the program came.
    assertEquals(
        List.of("all pairs measured", "watched", "named", "more observers", "healed"),
        ending
            .output()
            .lines()
            .filter(line -> !line.contains("level=") && !line.startsWith("SLF4J"))
            .toList());
    assertEquals(0, ending.status(), ending::output);
  }
}
