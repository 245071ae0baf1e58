// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

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
  private Program() {}

  static void require(String... names) {
    for (String name : names) {
      need(isInstalled(name), name + " is not installed");
    }
  }

  static void requireRoot() {
    need("root".equals(System.getProperty("user.name")), "not root");
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

  private static boolean isInstalled(String name) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, name)));
  }

  /** Runs a program that ends by itself; what it printed, both ways. */
  static String run(Path folder, Duration patience, String input, List<String> command)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("netcheck-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      process.outputWriter(UTF_8).append(input).close();
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException(command + " did not end within " + patience);
      }
      if (process.exitValue() != 0) {
        throw new IOException(
            command + " ended with " + process.exitValue() + ": " + Files.readString(output));
      }
      return Files.readString(output);
    } finally {
      Files.deleteIfExists(output);
    }
  }
}
