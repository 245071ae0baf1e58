// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.LogfmtLine;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;

class LineLimiterTest {
  private final TestLog log = new TestLog();
  private final Logger own = log.logger("io.netcheck.One");

  private void flood(Logger logger, String pattern, int times) {
    for (int i = 0; i < times; i++) {
      logger.warn(pattern, i);
    }
  }

  private List<String> taken() {
    List<String> lines = List.copyOf(log.lines);
    log.lines.clear();
    return lines;
  }

  @Test
  void aBurstIsWrittenAndTheRestCounted() {
    flood(own, "seen a={}", 120);
    assertEquals(LineLimiter.BURST, taken().size());
    log.pass(Duration.ofSeconds(2));
    flood(own, "seen a={}", 5);
    assertEquals("100", log.line().get("left_out"));
    log.pass(Duration.ofSeconds(2));
    flood(own, "seen a={}", 1);
    assertEquals("4", log.line().get("left_out"));
  }

  @Test
  void withoutAFloodNothingIsLeftOut() {
    for (int i = 0; i < 100; i++) {
      flood(own, "seen a={}", 1);
      log.pass(Duration.ofSeconds(2));
    }
    assertEquals(100, taken().stream().filter(line -> !line.contains("left_out")).count());
  }

  @Test
  void aLineInTwoSecondsIsWrittenDuringAFlood() {
    flood(own, "seen a={}", 20);
    taken();
    for (int i = 0; i < 1_000; i++) {
      log.pass(Duration.ofMillis(100));
      flood(own, "seen a={}", 10);
    }
    assertEquals(50, taken().size());
  }

  @Test
  void aFloodLeavesOutNoOtherKind() {
    flood(own, "seen a={}", 1_000);
    taken();
    own.warn("another a={}", 1);
    assertEquals("another", log.line().get("msg"));
    log.logger("io.netcheck.Two").warn("seen a={}", 1);
    assertEquals("Two", log.line().get("logger"));
  }

  @Test
  void theWholeBurstComesBackWithTime() {
    flood(own, "seen a={}", 1_000);
    log.pass(Duration.ofSeconds(40));
    taken();
    flood(own, "seen a={}", 1_000);
    assertEquals(LineLimiter.BURST, taken().size());
  }

  @Test
  void whatWasLeftOutOfASilentKindIsTold() {
    flood(own, "seen a={}", 21);
    taken();
    log.pass(Duration.ofSeconds(9));
    log.logger("io.netcheck.Two").info("alive");
    assertEquals(1, taken().size());
    log.pass(Duration.ofSeconds(1));
    log.logger("io.netcheck.Two").info("alive");
    List<String> lines = taken();
    assertEquals(2, lines.size());
    assertTrue(
        lines.getFirst().endsWith(" logger=One msg=\"lines left out\" of=\"seen a={}\" left_out=1"),
        lines::toString);
    log.logger("io.netcheck.Two").info("alive");
    assertEquals(1, taken().size());
  }

  @Test
  void theEndTellsWhatWasLeftOut() {
    flood(own, "seen a={}", 30);
    taken();
    log.output.tellAll();
    assertEquals("10", log.line().get("left_out"));
    log.output.tellAll();
    assertEquals(List.of(), taken());
  }

  /** A library that puts what it was sent into its patterns. */
  @Test
  void kindsAreLimited() {
    Logger library = log.logger("org.example.Library");
    for (int i = 0; i < 100_000; i++) {
      library.warn("odd input " + i);
      log.pass(Duration.ofMillis(200));
    }
    int lines = taken().size();
    // 20,000 s, in which the kinds that have no place share one line in two seconds.
    int most = LogfmtLogger.MOST_KINDS + LineLimiter.BURST + 20_000 / 2;
    assertTrue(lines <= most + 1, () -> lines + " lines");
  }

  @Test
  void allKindsTogetherAreLimited() {
    List<LogfmtLogger> loggers =
        IntStream.range(0, 100).mapToObj(i -> log.logger("io.netcheck.Logger" + i)).toList();
    for (int second = 0; second < 100; second++) {
      loggers.forEach(logger -> flood(logger, "seen a={}", 10));
      log.pass(Duration.ofSeconds(1));
    }
    assertEquals(LineLimiter.BURST_OF_ALL + 99 * 10, taken().size());
  }

  @Test
  void debuggingIsNotLimited() {
    for (int i = 0; i < 500; i++) {
      log.output.log(
          org.slf4j.event.Level.DEBUG, new LineKind("l", "p"), () -> LogMessage.of("seen"), null);
    }
    assertEquals(500, taken().size());
  }

  @Test
  void everyLineCanBeRead() {
    flood(own, "seen a={}", 100);
    assertFalse(log.lines.isEmpty());
    log.lines.forEach(LogfmtLine::fields);
  }
}
