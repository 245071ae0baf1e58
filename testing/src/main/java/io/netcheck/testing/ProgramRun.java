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

/** Runs a program for a test until it ends, and returns its exit status and its output. */
public final class ProgramRun {
  /** Several times the longest run on a slow machine, which is the build of the images. */
  private static final Duration PATIENCE = Duration.ofMinutes(30);

  private static final Path HERE = Path.of("");

  private ProgramRun() {}

  /**
   * @param output standard output and standard error
   */
  public record ExitResult(int status, String output) {}

  public static ExitResult run(List<String> command) throws IOException {
    return run(HERE, "", command);
  }

  /**
   * @param folder the working directory
   * @param input the standard input
   */
  public static ExitResult run(Path folder, String input, List<String> command) throws IOException {
    // Into a file, so that a program with much output does not block until it is read.
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
   * Runs a program that must succeed, and returns its output.
   *
   * @throws IOException with the output, if the program failed
   */
  public static String output(Path folder, String input, List<String> command) throws IOException {
    ExitResult ending = run(folder, input, command);
    if (ending.status() != 0) {
      throw new IOException(command + " ended with " + ending.status() + ": " + ending.output());
    }
    return ending.output();
  }

  /** Waits for a process that is about to end, and returns its exit status. */
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
