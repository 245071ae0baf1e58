// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Prometheus' own judgement of a web configuration. */
final class Promtool {
  private Promtool() {}

  /** Skips the test where there is no promtool; in CI nothing is skipped. */
  static void require() {
    boolean installed =
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "promtool")));
    if ("true".equals(System.getenv("CI"))) {
      if (!installed) {
        throw new AssertionError("promtool is not installed, and in CI nothing is skipped");
      }
    } else {
      assumeTrue(installed, "promtool is not installed");
    }
  }

  static boolean accepts(Path file) throws IOException, InterruptedException {
    return judge(file).contains("SUCCESS");
  }

  /** Whether it knows all fields of {@code file}: some are newer than Debian's. */
  static boolean knows(Path file) throws IOException, InterruptedException {
    return !judge(file).contains("not found in type");
  }

  private static String judge(Path file) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("promtool", "check", "web-config", file.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("promtool does not end");
    }
    return output;
  }
}
