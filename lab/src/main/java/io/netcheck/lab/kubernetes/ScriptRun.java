// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;

/** Runs a script that builds something, and shows what it says about its progress. */
final class ScriptRun {
  private ScriptRun() {}

  /**
   * Returns what the script printed. It takes as long as it takes: the first build needs minutes.
   *
   * @throws IOException if it failed; the reason has been printed
   */
  static String output(List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      int status = process.waitFor();
      if (status != 0) {
        throw new IOException(command.getFirst() + " ended with " + status);
      }
      return output;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      process.destroy();
    }
  }
}
