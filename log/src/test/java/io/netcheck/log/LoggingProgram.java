// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import java.util.logging.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Logs in every way that there is. See ProcessLogTest. */
final class LoggingProgram {
  private LoggingProgram() {}

  public static void main(String[] arguments) {
    ProcessLog.start(Level.INFO);
    LogLevels.silence("org.example.loud");
    LoggerFactory.getLogger(LoggingProgram.class).info("by slf4j text=\"{}\"", "grün\n");
    LoggerFactory.getLogger(LoggingProgram.class).debug("too low");
    LoggerFactory.getLogger("org.example.loud.Retries").error("silenced");
    Logger.getLogger("org.example.Jul").info("by java.util.logging");
    Logger.getLogger("org.example.loud.Jul").severe("silenced");
    System.getLogger("org.example.Jdk").log(System.Logger.Level.WARNING, "by the {0}", "JDK");
    for (int i = 0; i < 50; i++) {
      LoggerFactory.getLogger(LoggingProgram.class).warn("often i={}", i);
    }
    ProcessLog.end();
  }
}
