// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that tests need: a test whose tool is missing is skipped, in CI it fails. */
final class Tool {
  private Tool() {}

  static void require(String... names) {
    for (String name : names) {
      need(isInstalled(name), name + " is not installed");
    }
  }

  static void requireRoot() {
    need("root".equals(System.getProperty("user.name")), "not root");
  }

  private static void need(boolean fulfilled, String otherwise) {
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

  /** Runs a program that ends soon; what it printed. */
  static String run(String input, List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.outputWriter().append(input).close();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!hasEnded(process)) {
      process.destroyForcibly();
      throw new IOException("did not end: " + command);
    }
    if (process.exitValue() != 0) {
      throw new IOException(command + " ended with " + process.exitValue() + ": " + output);
    }
    return output;
  }

  private static boolean hasEnded(Process process) {
    try {
      return process.waitFor(30, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
