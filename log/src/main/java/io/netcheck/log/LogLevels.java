// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArraySet;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/**
 * What this process logs: lines from a level on, except those of silenced loggers.
 *
 * <p>This is state of the process, because SLF4J finds its provider by itself and loggers are
 * static. Thread-safe.
 */
public final class LogLevels {
  /** A level that wins over {@link #from}, for tests. */
  private static final @Nullable String FIXED = System.getProperty("netcheck.log.level");

  private static final int OFF = Integer.MAX_VALUE;
  private static final Set<String> SILENT = new CopyOnWriteArraySet<>();

  private static volatile int lowest =
      (FIXED == null ? Level.INFO : Level.valueOf(FIXED.toUpperCase(Locale.ROOT))).toInt();

  private LogLevels() {}

  /** Logs lines from {@code level} on. */
  public static void from(Level level) {
    if (FIXED == null) {
      lowest = level.toInt();
    }
  }

  /** Logs nothing. */
  public static void off() {
    lowest = OFF;
  }

  /**
   * Silences a library for the rest of the process, because its user logs what matters.
   *
   * @param prefix of the names of its loggers, such as {@code io.grpc}
   */
  public static void silence(String prefix) {
    SILENT.add(prefix);
  }

  static boolean areShown(String logger, Level level) {
    return level.toInt() >= lowest && SILENT.stream().noneMatch(logger::startsWith);
  }
}
