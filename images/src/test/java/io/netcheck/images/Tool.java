// SPDX-License-Identifier: Apache-2.0
package io.netcheck.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Programs that tests run: a test whose tool is missing is skipped, in CI it fails. */
final class Tool {
  private Tool() {}

  /** How a program ended, and what it printed. */
  record Ending(int status, String output) {}

  static void require(String... names) {
    for (String name : names) {
      need(
          Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
              .anyMatch(folder -> Files.isExecutable(Path.of(folder, name))),
          name + " is not installed");
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

  /** What a program printed that must end well. */
  static String output(List<String> command) throws IOException {
    Ending ending = run(command);
    assertEquals(0, ending.status(), () -> command + "\n" + ending.output());
    return ending.output();
  }

  static Ending run(List<String> command) throws IOException {
    // Into a file: a program that says much must not wait for somebody to read it.
    Path said = Files.createTempFile("netcheck", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(Project.ROOT.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      process.getOutputStream().close();
      return new Ending(end(process), Files.readString(said, UTF_8));
    } finally {
      Files.delete(said);
    }
  }

  /** The status with which a process ends that is about to. */
  static int end(Process process) throws IOException {
    try {
      if (!process.waitFor(30, TimeUnit.MINUTES)) {
        process.destroyForcibly();
        throw new IOException("did not end: " + process.info());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException(e);
    }
  }
}
