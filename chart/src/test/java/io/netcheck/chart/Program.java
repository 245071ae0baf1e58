// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that tests need: a test whose program is missing is skipped, in CI it fails. */
final class Program {
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private Program() {}

  /** How a program ended, and what it printed, both ways. */
  record Ending(int status, String output) {}

  static void require(String... names) {
    for (String name : names) {
      boolean installed =
          Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
      need(installed, name + " is not installed");
    }
  }

  static void need(boolean fulfilled, String otherwise) {
    if ("true".equals(System.getenv("CI"))) {
      if (!fulfilled) {
        throw new AssertionError(otherwise + ", and in CI nothing is skipped");
      }
    } else {
      assumeTrue(fulfilled, otherwise);
    }
  }

  /** Runs a program that ends by itself. */
  static Ending run(Path folder, String input, List<String> command)
      throws IOException, InterruptedException {
    // Into a file: a program that says much must not wait for somebody to read it.
    Path output = Files.createTempFile("netcheck-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.outputWriter(UTF_8).append(input).close();
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end within " + PATIENCE);
      }
      return new Ending(process.exitValue(), Files.readString(output));
    } finally {
      Files.delete(output);
    }
  }
}
