// SPDX-License-Identifier: Apache-2.0
package io.netcheck.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.LogfmtLine;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;

class LogLineTest {
  private final TestLog log = new TestLog();
  private final Logger own = log.logger("io.netcheck.exporter.assess.FaultLog");

  private Map<String, String> logged(String pattern, Object... arguments) {
    own.info(pattern, arguments);
    return log.line();
  }

  @Test
  void aLineIsLogfmt() {
    own.warn("fault begins kind={} subject=\"{}\"", "rejected", "n4");
    assertEquals(
        List.of(
            "time=2026-11-30T01:44:13.400Z level=warn logger=FaultLog msg=\"fault begins\""
                + " kind=rejected subject=\"n4\""),
        log.lines);
  }

  @Test
  void argumentsInTheWordsBelongToThem() {
    assertEquals("client gone away", logged("client {} id={}", "gone away", 7).get("msg"));
    assertEquals("7", logged("client {} id={}", "gone", 7).get("id"));
  }

  @Test
  void aPatternCanHaveConstants() {
    Map<String, String> line = logged("not safe: look there mode={} hint=AUTH note=\"a b\"", 1);
    assertEquals("not safe: look there", line.get("msg"));
    assertEquals("AUTH", line.get("hint"));
    assertEquals("a b", line.get("note"));
  }

  @Test
  void whatIsNotAFieldBelongsToTheWords() {
    assertEquals("a=1 and more", logged("a=1 and more").get("msg"));
    assertEquals("only words", logged("only words").get("msg"));
  }

  @Test
  void missingAndSurplusArgumentsDoNoHarm() {
    assertEquals("{}", logged("odd a={} b={}", "x").get("b"));
    assertEquals("x", logged("odd a={}", "x", "y").get("a"));
    assertEquals("null", logged("odd a={}", (Object) null).get("a"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "two words",
        "a=b",
        "\"",
        "\\",
        "\\n",
        "line\nlevel=error msg=forged",
        "\r\n",
        "\u0000\u001b[31m\u007f\u0085",
        "\u2028\u2029",
        "\u202egnp.exe",
        "\ud800",
        "\udc00 lone",
        "\ud83d\ude00 and \udb40\udc41",
        "x\" level=error forged=\"y",
      })
  void noArgumentLeavesItsField(String hostile) {
    for (String pattern : List.of("seen a={} b=1", "seen a=\"{}\" b=1")) {
      own.info(pattern, hostile);
      String raw = log.lines.getFirst();
      assertTrue(raw.codePoints().noneMatch(LogLineTest::isInvisible), raw);
      Map<String, String> line = log.line();
      assertEquals(List.of("time", "level", "logger", "msg", "a", "b"), List.copyOf(line.keySet()));
      assertEquals(hostile, line.get("a"));
    }
  }

  private static boolean isInvisible(int character) {
    return character < ' '
        || (character >= 0x7f && character < 0xa0)
        || Character.getType(character) == Character.FORMAT
        || Character.getType(character) == Character.SURROGATE
        || character == 0x2028
        || character == 0x2029;
  }

  @Test
  void aLongArgumentIsCut() {
    assertEquals("x".repeat(1_000) + "…", logged("long a={}", "x".repeat(1_001)).get("a"));
    assertEquals("x".repeat(1_000), logged("long a={}", "x".repeat(1_000)).get("a"));
    String faces = "\ud83d\ude00".repeat(600);
    assertEquals(faces.substring(0, 1_000) + "…", logged("long a={}", faces).get("a"));
    assertEquals(999 + 1, logged("long a={}", "x" + faces).get("a").length());
  }

  @Test
  void anArgumentThatCannotBePrintedIsStillALine() {
    Object broken =
        new Object() {
          @Override
          public String toString() {
            throw new IllegalStateException("on purpose");
          }
        };
    assertEquals("not printable: IllegalStateException", logged("odd a={}", broken).get("a"));
    assertEquals("[1, x]", logged("odd a={}", (Object) new Object[] {1, "x"}).get("a"));
  }

  @Test
  void theMessagesOfLibrariesHaveNoFields() {
    log.logger("org.example.Library").warn("sent event=auth id={}", "\nlevel=error");
    assertEquals(
        List.of(
            "time=2026-11-30T01:44:13.400Z level=warn logger=Library"
                + " msg=\"sent event=auth id=\\nlevel=error\""),
        log.lines);
  }

  @Test
  void pairsFollowThePattern() {
    own.atWarn().addKeyValue("probe", "tcp").addKeyValue("why", "a \"b\"").log("check down a=1");
    Map<String, String> line = log.line();
    assertEquals("check down", line.get("msg"));
    assertEquals("tcp", line.get("probe"));
    assertEquals("a \"b\"", line.get("why"));
    assertEquals("1", line.get("a"));
  }

  @Test
  void anExceptionIsOneLine() {
    Exception problem =
        new IllegalStateException("first\nsecond", new java.io.IOException("no space"));
    own.error("store failed kind={}", "etcd", problem);
    assertEquals(1, log.lines.getFirst().lines().count());
    Map<String, String> line = log.line();
    assertEquals("etcd", line.get("kind"));
    assertEquals("IllegalStateException: first\nsecond", line.get("error"));
    assertTrue(
        line.get("stack").startsWith("LogLineTest.anExceptionIsOneLine:"), line.get("stack"));
    assertTrue(
        line.get("stack").contains(" caused by IOException: no space: LogLineTest."),
        line.get("stack"));
  }

  @Test
  void aDeepExceptionIsCut() {
    Throwable problem = new IllegalStateException("x".repeat(5_000));
    for (int i = 0; i < 100; i++) {
      problem = new IllegalStateException("x".repeat(5_000), problem);
    }
    own.error("failed", deepened(problem, 1_000));
    String raw = log.lines.getFirst();
    assertTrue(raw.length() < 10_000, () -> raw.length() + " characters");
    assertTrue(LogfmtLine.fields(raw).get("stack").contains(" +"), raw);
  }

  private static Throwable deepened(Throwable cause, int depth) {
    return depth == 0 ? new IllegalStateException(cause) : deepened(cause, depth - 1);
  }

  @Test
  void anExceptionThatIsItsOwnCauseEnds() {
    Exception first = new IllegalStateException("first");
    first.initCause(new IllegalStateException("second", first));
    own.error("failed", first);
    assertEquals("IllegalStateException: first", log.line().get("error"));
  }
}
