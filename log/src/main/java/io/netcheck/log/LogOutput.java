// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;

/** Where the lines of all loggers meet: those that the limits admit are written. Thread-safe. */
final class LogOutput {
  private static final LogOutput OF_PROCESS =
      new LogOutput(InstantSource.system(), System::nanoTime, LogOutput::print);

  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder().appendInstant(3).toFormatter(Locale.ROOT);

  private final InstantSource clock;
  private final LongSupplier nanoTime;
  private final Consumer<String> lines;
  private final LineLimiter limiter = new LineLimiter();

  /**
   * @param nanoTime monotonic, in nanoseconds
   * @param lines takes lines without their end, also from several threads at once
   */
  LogOutput(InstantSource clock, LongSupplier nanoTime, Consumer<String> lines) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.lines = lines;
  }

  static LogOutput ofProcess() {
    return OF_PROCESS;
  }

  /**
   * In one write, so that lines of several threads do not mix, and in UTF-8 whatever the locale.
   */
  private static void print(String line) {
    byte[] bytes = (line + '\n').getBytes(UTF_8);
    System.err.write(bytes, 0, bytes.length);
    System.err.flush();
  }

  /**
   * Writes a line, unless it is left out. Debugging is never left out, because an operator who asks
   * for it wants all of it.
   *
   * @param message made only if the line is written
   */
  void log(Level level, LineKind kind, Supplier<LogMessage> message, @Nullable Throwable problem) {
    long leftOut = 0;
    if (level.toInt() >= Level.INFO.toInt()) {
      long now = nanoTime.getAsLong();
      OptionalLong before = limiter.admit(kind, now);
      if (before.isEmpty()) {
        return;
      }
      leftOut = before.getAsLong();
      tell(limiter.silent(now));
    }
    StringBuilder line = begin(level, kind.logger(), message.get());
    if (problem != null) {
      new LogField("error", StackText.error(problem), true).appendTo(line);
      new LogField("stack", StackText.stack(problem), true).appendTo(line);
    }
    if (leftOut > 0) {
      new LogField("left_out", Long.toString(leftOut)).appendTo(line);
    }
    lines.accept(line.toString());
  }

  /** Tells what has been left out until now. */
  void tellAll() {
    tell(limiter.rest());
  }

  private void tell(List<LineLimiter.LeftOut> silent) {
    for (LineLimiter.LeftOut left : silent) {
      StringBuilder line = begin(Level.WARN, left.kind().logger(), LogMessage.of("lines left out"));
      new LogField("of", LogMessage.shortened(left.kind().pattern()), true).appendTo(line);
      new LogField("left_out", Long.toString(left.count())).appendTo(line);
      lines.accept(line.toString());
    }
  }

  private StringBuilder begin(Level level, String logger, LogMessage message) {
    StringBuilder line = new StringBuilder(160);
    Instant now = clock.instant();
    new LogField("time", TIME.format(now)).appendTo(line);
    new LogField("level", level.name().toLowerCase(Locale.ROOT)).appendTo(line);
    new LogField("logger", LogMessage.shortened(StackText.shortName(logger))).appendTo(line);
    new LogField("msg", message.words()).appendTo(line);
    message.fields().forEach(field -> field.appendTo(line));
    return line;
  }
}
