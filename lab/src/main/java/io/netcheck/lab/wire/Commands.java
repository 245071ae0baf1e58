// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs short programs. */
public final class Commands {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private Commands() {}

  /**
   * Returns the output of the program, which must end within 30 s.
   *
   * @throws IOException with the output, if the program failed or did not end in time
   */
  public static String run(List<String> command) throws IOException {
    return run(command, PATIENCE);
  }

  /** The same, with another limit of time. */
  public static String run(List<String> command, Duration patience) throws IOException {
    Path output = Files.createTempFile("netcheck-lab-output", "");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (!hasEnded(process, patience)) {
        process.destroyForcibly();
        throw new IOException("did not end: " + command);
      }
      String printed = Files.readString(output, UTF_8);
      if (process.exitValue() != 0) {
        throw new IOException(command + " ended with " + process.exitValue() + ": " + printed);
      }
      return printed;
    } finally {
      Files.delete(output);
    }
  }

  /** Whether the program is in the PATH or in Debian's folders for programs of root. */
  public static boolean isInstalled(String program) {
    return Stream.of((System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private static boolean hasEnded(Process process, Duration patience) {
    try {
      return process.waitFor(patience.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
