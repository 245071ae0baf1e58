// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.LogfmtLine;
import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessLogTest {
  /** In a process of its own, as the provider that SLF4J finds, and without a locale. */
  @MachineTest
  @Test
  void everythingAProcessLogsHasOneForm() throws IOException {
    String output =
        ProgramRun.output(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstderr.encoding=US-ASCII",
                "-cp",
                System.getProperty("java.class.path"),
                LoggingProgram.class.getName()));
    List<Map<String, String>> lines = output.lines().map(LogfmtLine::fields).toList();
    assertEquals(
        List.of("by slf4j", "by java.util.logging", "by the JDK"),
        lines.stream().limit(3).map(line -> line.get("msg")).toList());
    assertEquals("grün\n", lines.getFirst().get("text"));
    assertEquals(
        LineLimiter.BURST, lines.stream().filter(line -> "often".equals(line.get("msg"))).count());
    assertEquals("30", lines.getLast().get("left_out"));
    assertTrue(output.lines().noneMatch(line -> line.contains("silenced")), output);
  }
}
