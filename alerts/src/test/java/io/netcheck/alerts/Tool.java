// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that tests need: a test whose tool is missing is skipped, in CI it fails. */
public final class Tool {
  private Tool() {}

  /** How a program ended, and what it printed. */
  public record Ending(int status, String output) {}

  public static void require(String... names) {
    for (String name : names) {
      boolean installed =
          Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
      if ("true".equals(System.getenv("CI"))) {
        if (!installed) {
          throw new AssertionError(name + " is not installed, and in CI nothing is skipped");
        }
      } else {
        assumeTrue(installed, name + " is not installed");
      }
    }
  }

  /** Runs a program that ends within minutes. */
  public static Ending run(Path folder, List<String> command) throws IOException {
    // Into a file: a program that says much must not wait for somebody to read it.
    Path said = Files.createTempFile("netcheck", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      process.getOutputStream().close();
      if (!hasEnded(process)) {
        process.destroyForcibly();
        throw new IOException("did not end: " + command);
      }
      return new Ending(process.exitValue(), Files.readString(said, UTF_8));
    } finally {
      Files.delete(said);
    }
  }

  private static boolean hasEnded(Process process) {
    try {
      return process.waitFor(30, TimeUnit.MINUTES);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
