// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import org.slf4j.event.Level;

/** The log of a process from its start to its end. */
public final class ProcessLog {
  private ProcessLog() {}

  /** Logs lines from {@code level} on, including those of {@code java.util.logging}. */
  public static void start(Level level) {
    LogLevels.from(level);
    JulHandler.install();
  }

  /** Tells what was left out, because no further line will. */
  public static void end() {
    LogOutput.ofProcess().tellAll();
  }
}
