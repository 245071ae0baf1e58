// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingTypesTest {
  private static final SettingType<Duration> DURATION =
      SettingTypes.duration(Duration.ZERO, Duration.ofDays(30));

  enum Colour {
    RED,
    BLUE
  }

  private static void refused(SettingType<?> form, String text) {
    assertThrows(IllegalArgumentException.class, () -> form.parser().parse(text), text);
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "5s, 5000", "1m, 60000", "2h, 7200000", "1d, 86400000", "15, 15000"})
  void durationsHaveUnitsAndBareNumbersAreSeconds(String text, long millis) {
    assertEquals(Duration.ofMillis(millis), DURATION.parser().parse(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "s", "-1s", "1.5s", "5 s", "1w", "5S", "9999999999", "31d", "٣s"})
  void anythingElseIsNoDuration(String text) {
    refused(DURATION, text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"500ms", "0s", "5s", "90s", "1m", "2h", "1d", "1500ms"})
  void aDurationIsPrintedAsItIsRead(String text) {
    assertEquals(text, SettingTypes.print(DURATION.parser().parse(text)));
  }

  @Test
  void aDurationSaysItsBounds() {
    assertEquals(
        "a duration from 100ms to 1h, such as 500ms, 5s or 1m (a bare number is seconds)",
        SettingTypes.duration(Duration.ofMillis(100), Duration.ofHours(1)).expected());
  }

  @Test
  void numbersKeepToTheirRange() {
    assertEquals(65_535, SettingTypes.port().parser().parse("65535"));
    for (String text : List.of("0", "65536", "-1", "1.0", "0x1", "", " 1", "1e3")) {
      refused(SettingTypes.port(), text);
    }
  }

  @Test
  void yesAndNoHaveFourNamesEach() {
    for (String yes : List.of("true", "TRUE", "on", "yes", "1")) {
      assertEquals(true, SettingTypes.bool().parser().parse(yes));
    }
    for (String no : List.of("false", "Off", "no", "0")) {
      assertEquals(false, SettingTypes.bool().parser().parse(no));
    }
    refused(SettingTypes.bool(), "2");
  }

  @Test
  void aChoiceIsOneOfItsNames() {
    assertEquals(Colour.BLUE, SettingTypes.choice(Colour.class).parser().parse("blue"));
    assertEquals("one of red, blue", SettingTypes.choice(Colour.class).expected());
    refused(SettingTypes.choice(Colour.class), "green");
    refused(SettingTypes.choice(Colour.class), "");
  }

  @Test
  void addressesAreLiteral() {
    assertEquals(2, SettingTypes.addresses().parser().parse("10.1.2.3, fd00::3").size());
    assertEquals(List.of(), SettingTypes.addresses().parser().parse(""));
    refused(SettingTypes.addresses(), "localhost");
    refused(SettingTypes.addresses(), "10.1.2.3;10.1.2.4");
  }

  @Test
  void aUrlIsHttpWithAHost() {
    assertEquals(
        "https://exporter:8443/base",
        SettingTypes.httpUrl().parser().parse("https://exporter:8443/base").toString());
    for (String text :
        List.of("exporter:8080", "ftp://x", "http://", "http:///x", "http://x?y", "http://a b")) {
      refused(SettingTypes.httpUrl(), text);
    }
  }

  @Test
  void aListIsSplitAtItsCommas() {
    assertEquals(List.of("a", "b"), SettingTypes.split(" a,, b ,"));
    assertEquals(List.of(), SettingTypes.split(""));
  }
}
