// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import java.util.Objects;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Takes what the JDK and some libraries log with {@code java.util.logging} into the same log: from
 * {@code INFO} on, which is its own default.
 */
final class JulHandler extends Handler {
  private static final String NO_NAME = "java.util.logging";

  private final Formatter formatter = new SimpleFormatter();
  private final ILoggerFactory loggers;

  /**
   * @param loggers the factory of the loggers of this module
   */
  JulHandler(ILoggerFactory loggers) {
    this.loggers = loggers;
  }

  /** Makes this handler the only one. */
  static void install() {
    Logger root = Logger.getLogger("");
    for (Handler other : root.getHandlers()) {
      root.removeHandler(other);
    }
    root.addHandler(new JulHandler(LoggerFactory.getILoggerFactory()));
  }

  @Override
  public void publish(LogRecord line) {
    String name = Objects.requireNonNullElse(line.getLoggerName(), NO_NAME);
    org.slf4j.event.Level level = level(line.getLevel());
    if (LogLevels.areShown(name, level) && loggers.getLogger(name) instanceof LogfmtLogger logger) {
      logger.log(
          level,
          String.valueOf(line.getMessage()),
          () -> String.valueOf(formatter.formatMessage(line)),
          line.getThrown());
    }
  }

  private static org.slf4j.event.Level level(Level level) {
    int value = level.intValue();
    if (value >= Level.SEVERE.intValue()) {
      return org.slf4j.event.Level.ERROR;
    }
    if (value >= Level.WARNING.intValue()) {
      return org.slf4j.event.Level.WARN;
    }
    if (value >= Level.INFO.intValue()) {
      return org.slf4j.event.Level.INFO;
    }
    return value >= Level.FINE.intValue()
        ? org.slf4j.event.Level.DEBUG
        : org.slf4j.event.Level.TRACE;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
