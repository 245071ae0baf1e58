// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A measured process, from its start until it is closed. */
final class MeasuredProcess implements AutoCloseable {
  private static final Duration GOODBYE = Duration.ofSeconds(5);

  private final Process process;
  private final Path log;

  MeasuredProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  long pid() {
    return process.pid();
  }

  Path log() {
    return log;
  }

  boolean isAlive() {
    return process.isAlive();
  }

  Duration cpu() throws IOException {
    return CpuTime.of(pid()).own();
  }

  /** The part of {@link #cpu} that the JVM compiles with. */
  Duration compilerCpu() throws IOException {
    return CpuTime.ofCompilers(pid());
  }

  /** The resident memory in MiB. */
  double residentMebibytes() throws IOException {
    return status("VmRSS:") / 1_024.0;
  }

  /** The maximum of {@link #residentMebibytes} so far. */
  double peakMebibytes() throws IOException {
    return status("VmHWM:") / 1_024.0;
  }

  long threads() throws IOException {
    return status("Threads:");
  }

  long openFiles() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc", Long.toString(pid()), "fd"))) {
      return files.count();
    }
  }

  private long status(String field) throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid()), "status"))) {
      if (line.startsWith(field)) {
        return Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("no " + field + " of process " + pid());
  }

  /** The command line of the process, after a launcher has replaced itself. */
  List<String> command() throws IOException {
    String line = Files.readString(Path.of("/proc", Long.toString(pid()), "cmdline"));
    return List.of(line.split("\0", -1)).subList(0, line.split("\0", -1).length - 1);
  }

  /** Waits until it has ended by itself. */
  void await(Duration patience) throws IOException, InterruptedException {
    if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("it does not end well:\n" + Files.readString(log));
    }
  }

  /** SIGKILL: without a goodbye. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(GOODBYE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
