// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Prometheus' own judgement of a web configuration. */
final class Promtool {
  private Promtool() {}

  static boolean accepts(Path file) throws IOException {
    return judge(file).contains("SUCCESS");
  }

  /** Whether it knows all fields of {@code file}: some are newer than Debian's. */
  static boolean knows(Path file) throws IOException {
    return !judge(file).contains("not found in type");
  }

  private static String judge(Path file) throws IOException {
    return ProgramRun.run(List.of("promtool", "check", "web-config", file.toString())).output();
  }
}
