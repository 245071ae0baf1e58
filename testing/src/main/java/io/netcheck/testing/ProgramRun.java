// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that a test runs to its end: how it ended, and what it printed. */
public final class ProgramRun {
  /** Several times what the longest takes on a slow machine, which is the build of the images. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final Path HERE = Path.of("");

  private ProgramRun() {}

  /**
   * @param output what was printed both ways
   */
  public record ExitResult(int status, String output) {}

  public static ExitResult run(List<String> command) throws IOException {
    return run(HERE, "", command);
  }

  /**
   * @param folder where it runs
   * @param input what it may read
   */
  public static ExitResult run(Path folder, String input, List<String> command) throws IOException {
    // Into a file: a program that says much must not wait for somebody to read it.
    Path said = Files.createTempFile("netcheck-", ".out");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toAbsolutePath().toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start();
      try (Writer in = process.outputWriter(UTF_8)) {
        in.write(input);
      }
      int status = end(process);
      return new ExitResult(status, Files.readString(said, UTF_8));
    } finally {
      Files.delete(said);
    }
  }

  public static String output(List<String> command) throws IOException {
    return output(HERE, "", command);
  }

  /**
   * What a program printed that has to end well.
   *
   * @throws IOException with that in it, if it did not
   */
  public static String output(Path folder, String input, List<String> command) throws IOException {
    ExitResult ending = run(folder, input, command);
    if (ending.status() != 0) {
      throw new IOException(command + " ended with " + ending.status() + ": " + ending.output());
    }
    return ending.output();
  }

  /** The status with which a process ends that is about to. */
  public static int end(Process process) throws IOException {
    try {
      if (!process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
        throw new IOException("did not end within " + PATIENCE + ": " + process.info());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
      throw new IOException(e);
    }
  }
}
