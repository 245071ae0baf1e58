// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@MachineTest
class ProgramRunTest {
  private static List<String> sh(String script) {
    return List.of("sh", "-c", script);
  }

  @Test
  void whatItPrintsBothWaysAndItsStatusAreTold() throws IOException {
    assertEquals(
        new ProgramRun.ExitResult(3, "one\ntwo\n"),
        ProgramRun.run(sh("echo one; echo two >&2; exit 3")));
  }

  @Test
  void itReadsItsInputInItsFolder(@TempDir Path folder) throws IOException {
    assertEquals(
        folder.toRealPath() + "\nsaid", ProgramRun.output(folder, "said", sh("pwd -P; cat")));
  }

  /** More than the capacity of a pipe. */
  @Test
  void whoSaysMuchNeedNotWait() throws IOException {
    assertEquals(300_000, ProgramRun.output(sh("head -c 300000 /dev/zero | tr '\\0' x")).length());
  }

  @Test
  void whatHadToEndWellAndDidNotIsAnErrorThatSaysWhy() {
    IOException error =
        assertThrows(IOException.class, () -> ProgramRun.output(sh("echo because; exit 4")));

    assertEquals("[sh, -c, echo because; exit 4] ended with 4: because\n", error.getMessage());
  }
}
