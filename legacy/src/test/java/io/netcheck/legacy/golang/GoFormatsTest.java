// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.golang;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoFormatsTest {
  @ParameterizedTest
  @CsvSource({
    "12345, 12.35µs",
    "12345678, 12.35ms",
    "1500000000, 1.50s",
    "-5, -5ns",
    "0, 0ns",
    "999, 999ns",
    "65250000000, 1m5.25s",
    "68772358018, 1m8.772358018s",
    "3600000000000, 1h0m0s",
  })
  void durationsArePrintedAsTheProgramPrintedThem(long nanos, String text) {
    assertEquals(text, GoDurationText.print(nanos));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T16:12:07Z, 2026-11-22T16:12:07Z",
    "2026-11-22T16:12:07.100Z, 2026-11-22T16:12:07.1Z",
    "2025-12-12T21:00:00.123456789+08:00, 2025-12-12T21:00:00.123456789+08:00",
    "2025-12-12T21:00:00+00:00, 2025-12-12T21:00:00Z",
    "2025-12-12T21:00:00-03:30, 2025-12-12T21:00:00-03:30",
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
  })
  void timesComeBackAsTheyWent(String text, String printed) throws GoException {
    assertEquals(printed, GoTime.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource({"2026-11-22", "2026-11-22 16:12:07Z", "2026-02-30T00:00:00Z", "x", "''"})
  void whatIsNoTimeIsRefused(String text) {
    assertThrows(GoException.class, () -> GoTime.parse(text));
  }

  @Test
  void anUnknownValueMayBeAsDeepAsInGo() throws GoException {
    for (String opened : List.of("[", "{\"a\":")) {
      String closed = opened.equals("[") ? "]" : "}";
      String deep = opened.repeat(9_999) + "1" + closed.repeat(9_999);
      GoReader reader =
          GoReader.ofWhole(("{\"x\":" + deep + ",\"y\":[{},[],{\"b\":[1,2]}]}").getBytes(UTF_8));
      assertTrue(reader.object("", _ -> reader.skip()));
      reader.end();
      GoReader deeper = GoReader.ofWhole((opened + deep + closed + " ").getBytes(UTF_8));
      deeper.skip();
      GoReader deepest =
          GoReader.ofWhole((opened + opened + deep + closed + closed).getBytes(UTF_8));
      assertEquals("exceeded max depth", assertThrows(GoException.class, deepest::skip).text());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[1 2]|invalid character '2' after array element",
        "[1,]|invalid character ']' looking for beginning of value",
        "{1:2}|invalid character '1' looking for beginning of object key string",
        "{\"a\" 1}|invalid character '1' after object key",
        "{\"a\":1 \"b\"}|invalid character '\"' after object key:value pair",
        "{\"a\":1,}|invalid character '}' looking for beginning of object key string",
        "[[1}|invalid character '}' after array element",
        "[|unexpected end of JSON input",
      })
  void whatIsNoJsonIsNamedAlsoInAValueThatIsSkipped(String json, String problem) {
    GoReader reader = GoReader.ofWhole(json.getBytes(UTF_8));
    assertEquals(problem, assertThrows(GoException.class, reader::skip).text());
  }

  @Test
  void stringsAreEscapedAsGoEscapesThem() {
    assertEquals(
        "\"\\u003cx\\u003e\\u0026\\\"\\\\\\n\\u0001µ😀\\u2028\ufffd\"",
        new String(
            GoGenerator.bytes(out -> out.writeString("<x>&\"\\\n\u0001µ😀\u2028\ud800")), UTF_8));
  }

  @Test
  void aTextOfFirstHalvesOfPairsIsAsManyReplacements() throws GoException {
    int halves = 300_000;
    GoScanner scanner =
        new GoScanner(("\"" + "\\ud800".repeat(halves) + "\\ud83d\\ude00\"").getBytes(UTF_8), "");
    assertEquals("\ufffd".repeat(halves) + "😀", scanner.string());
  }

  @Test
  void garbageIsRefusedAndNeverMore() {
    SplittableRandom random = new SplittableRandom(7);
    byte[] seed =
        "{\"a\":[1,-2.5e3,null,true,false],\"b\":{\"\\u00e9\\n\":\"x\"},\"c\":\"\\ud83d\\ude00\"}"
            .getBytes(UTF_8);
    for (int i = 0; i < 20_000; i++) {
      byte[] garbage = seed.clone();
      for (int k = 0; k < random.nextInt(1, 4); k++) {
        garbage[random.nextInt(garbage.length)] = (byte) random.nextInt();
      }
      try {
        GoReader reader = GoReader.ofWhole(garbage);
        reader.skip();
        reader.end();
      } catch (GoException e) {
        assertEquals(false, e.text().isEmpty());
      }
    }
  }
}
