// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import io.netcheck.testing.LogfmtLine;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A log in memory, with a clock that a test moves. */
final class TestLog {
  static final Instant START = Instant.parse("2026-11-30T01:44:13.400Z");

  final List<String> lines = new ArrayList<>();
  final LogOutput output;
  private Duration passed = Duration.ZERO;

  TestLog() {
    // Near the end of the range, because System.nanoTime can be there too.
    output =
        new LogOutput(
            () -> START.plus(passed), () -> Long.MAX_VALUE - 1_000 + passed.toNanos(), lines::add);
  }

  LogfmtLogger logger(String name) {
    return new LogfmtLogger(name, output);
  }

  void pass(Duration time) {
    passed = passed.plus(time);
  }

  /** The fields of the only line since the last call. */
  Map<String, String> line() {
    if (lines.size() != 1) {
      throw new AssertionError("one line expected: " + lines);
    }
    return LogfmtLine.fields(lines.removeFirst());
  }
}
