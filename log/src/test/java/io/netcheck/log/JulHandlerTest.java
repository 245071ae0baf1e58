// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.testing.LogfmtLine;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JulHandlerTest {
  private final TestLog log = new TestLog();
  private final LogfmtLogger logger = log.logger("org.example.Server");
  private final JulHandler handler = new JulHandler(_ -> logger);

  private static LogRecord line(Level level, String message, Object... parameters) {
    LogRecord line = new LogRecord(level, message);
    line.setLoggerName("org.example.Server");
    line.setParameters(parameters);
    return line;
  }

  @Test
  void aLineOfTheJdkIsALineOfTheLog() {
    LogRecord problem = line(Level.WARNING, "{0} was\nrefused", "n1");
    problem.setThrown(new IllegalStateException("why"));
    handler.publish(problem);
    Map<String, String> line = log.line();
    assertEquals("warn", line.get("level"));
    assertEquals("Server", line.get("logger"));
    assertEquals("n1 was\nrefused", line.get("msg"));
    assertEquals("IllegalStateException: why", line.get("error"));
  }

  @Test
  void levelsHaveTheirCounterparts() {
    handler.publish(line(Level.SEVERE, "one"));
    handler.publish(line(Level.INFO, "two"));
    handler.publish(line(Level.FINE, "not shown"));
    assertEquals(
        List.of("error", "info"),
        log.lines.stream().map(text -> LogfmtLine.fields(text).get("level")).toList());
  }

  @Test
  void linesAreLimitedWhateverTheirParameters() {
    for (int i = 0; i < 100; i++) {
      handler.publish(line(Level.WARNING, "{0} was refused", i));
    }
    assertEquals(LineLimiter.BURST, log.lines.size());
  }

  @Test
  void aLineNeedsNoNameAndNoMessage() {
    handler.publish(new LogRecord(Level.WARNING, null));
    assertEquals("null", log.line().get("msg"));
  }
}
