// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.spi.LoggingEventAware;

/** Writes what one class or library logs. Thread-safe. */
final class LogfmtLogger extends LegacyAbstractLogger implements LoggingEventAware {
  private static final long serialVersionUID = 1L;

  /**
   * More than any class has. A library can put what it was sent into its patterns, and must neither
   * fill the memory nor get a burst of lines for each.
   */
  static final int MOST_KINDS = 32;

  private static final Object[] NO_ARGUMENTS = {};

  private final transient LogOutput output;
  private final transient Map<String, LineKind> kinds = new ConcurrentHashMap<>();
  private final transient LineKind others;

  LogfmtLogger(String name, LogOutput output) {
    this.name = name;
    this.output = output;
    this.others = new LineKind(name, "other lines");
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      Object @Nullable [] arguments,
      @Nullable Throwable problem) {
    String known = String.valueOf(pattern);
    output.log(level, kind(known), () -> LogMessage.of(name, known, given(arguments)), problem);
  }

  /** Fields that are given as pairs follow those of the pattern. */
  @Override
  public void log(LoggingEvent event) {
    String known = String.valueOf(event.getMessage());
    output.log(
        event.getLevel(),
        kind(known),
        () ->
            LogMessage.of(name, known, given(event.getArgumentArray()))
                .with(Objects.requireNonNullElse(event.getKeyValuePairs(), List.of())),
        event.getThrowable());
  }

  /** Logs {@code text} as it is, as one of the lines of {@code pattern}. */
  void log(Level level, String pattern, Supplier<String> text, @Nullable Throwable problem) {
    output.log(level, kind(pattern), () -> LogMessage.of(text.get()), problem);
  }

  private LineKind kind(String given) {
    String pattern = LogMessage.shortened(given);
    LineKind known = kinds.get(pattern);
    if (known != null) {
      return known;
    }
    return kinds.size() < MOST_KINDS
        ? kinds.computeIfAbsent(pattern, it -> new LineKind(name, it))
        : others;
  }

  private static Object[] given(Object @Nullable [] arguments) {
    return arguments == null ? NO_ARGUMENTS : arguments;
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  public boolean isTraceEnabled() {
    return LogLevels.areShown(name, Level.TRACE);
  }

  @Override
  public boolean isDebugEnabled() {
    return LogLevels.areShown(name, Level.DEBUG);
  }

  @Override
  public boolean isInfoEnabled() {
    return LogLevels.areShown(name, Level.INFO);
  }

  @Override
  public boolean isWarnEnabled() {
    return LogLevels.areShown(name, Level.WARN);
  }

  @Override
  public boolean isErrorEnabled() {
    return LogLevels.areShown(name, Level.ERROR);
  }
}
