// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@MachineTest
class UncaughtErrorsTest {
  private static ProgramRun.ExitResult run(String thread, String then) throws IOException {
    return ProgramRun.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            FailingThreadProgram.class.getName(),
            thread,
            then));
  }

  @Test
  void aProcessWithoutOneOfItsThreadsEndsInOrder() throws IOException {
    ProgramRun.ExitResult result = run("platform", "stays");
    assertEquals(UncaughtErrors.EXIT_CODE, result.status(), result::output);
    assertTrue(result.output().contains("closed"), result::output);
  }

  /** Otherwise one bad request could end it. */
  @Test
  void aFailedRequestEndsNothing() throws IOException {
    assertEquals(7, run("virtual", "ends").status());
  }
}
