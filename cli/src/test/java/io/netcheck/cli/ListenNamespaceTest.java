// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Without a configured address, the exporter listens wherever its host has addresses. */
@MachineTest
class ListenNamespaceTest {
  @BeforeAll
  static void requireNamespaces() {
    TestRequirements.tools("unshare", "ip", "sysctl");
    TestRequirements.root();
  }

  private static List<String> answers(String network, String flag, String... hosts)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "unshare",
                "--net",
                "sh",
                "-e",
                "-c",
                "ip link set lo up\n" + network + "\nexec \"$@\" 2>/dev/null",
                "sh",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                flag,
                "-cp",
                System.getProperty("java.class.path"),
                ListenedRequests.class.getName()));
    command.addAll(List.of(hosts));
    ProgramRun.ExitResult result = ProgramRun.run(command);
    assertEquals(0, result.status(), result::output);
    return result.output().lines().filter(line -> line.matches("\\S+ \\w+")).toList();
  }

  @Test
  void withBothFamiliesOnBoth() throws IOException {
    assertEquals(
        List.of("127.0.0.1 200", "[::1] 200"), answers(":", "-Da=b", "127.0.0.1", "[::1]"));
  }

  @Test
  void withoutIpv4OnIpv6() throws IOException {
    assertEquals(
        List.of("[fd00::7] 200", "[::1] 200"),
        answers(
            "ip address delete 127.0.0.1/8 dev lo\nip address add fd00::7/128 dev lo",
            "-Da=b",
            "[fd00::7]",
            "[::1]"));
  }

  @Test
  void withIpv6DisabledOnIpv4() throws IOException {
    assertEquals(
        List.of("127.0.0.1 200"),
        answers("sysctl -q -w net.ipv6.conf.all.disable_ipv6=1", "-Da=b", "127.0.0.1"));
  }

  /** As on a kernel that was started without IPv6. */
  @Test
  void whereNoSocketOfIpv6CanBeOpenedOnIpv4() throws IOException {
    assertEquals(
        List.of("127.0.0.1 200"), answers(":", "-Djava.net.preferIPv4Stack=true", "127.0.0.1"));
  }
}
