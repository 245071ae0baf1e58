// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/**
 * The processor time that a process has used, in user and kernel mode: proc_pid_stat(5).
 *
 * @param own the time of its own threads, including ended ones
 * @param children the time of its children that ended and were waited for
 */
record CpuTime(Duration own, Duration children) {
  /** USER_HZ, which is 100 on every architecture that Netcheck supports. */
  private static final long NANOS_PER_TICK = 10_000_000;

  static CpuTime of(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    // The second field is the name, which may contain any character. The third follows its
    // parenthesis.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return new CpuTime(
        ticks(fields[11]).plus(ticks(fields[12])), ticks(fields[13]).plus(ticks(fields[14])));
  }

  /** The time of the threads that compile, of a JVM. */
  static Duration ofCompilers(long pid) throws IOException {
    Duration all = Duration.ZERO;
    try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
      for (Path thread : threads.toList()) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.contains("(C1 Comp") || stat.contains("(C2 Comp")) {
          String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
          all = all.plus(ticks(fields[11])).plus(ticks(fields[12]));
        }
      }
    }
    return all;
  }

  private static Duration ticks(String text) {
    return Duration.ofNanos(Long.parseLong(text) * NANOS_PER_TICK);
  }
}
