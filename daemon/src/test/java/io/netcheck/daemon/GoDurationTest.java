// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoDurationTest {
  @ParameterizedTest
  @CsvSource({
    "2.05s, 2050000000",
    "1m5.25s, 65250000000",
    "-1.5h, -5400000000000",
    "12µs, 12000",
    "12μs, 12000",
    "12us, 12000",
    ".5s, 500000000",
    "0, 0",
    "+1ns, 1",
  })
  void durationsAreReadAsGoReadsThem(String text, long nanos) {
    assertEquals(nanos, GoDuration.parse(text));
  }

  @ParameterizedTest
  @CsvSource({
    "12",
    "'1s '",
    "1d",
    "1s1",
    "999999999h999999999h9999h",
    "''",
    "s",
    "1x",
    "1..5s",
    "9999999999h",
    "-"
  })
  void whatIsNoDurationIsRefused(String text) {
    assertThrows(GoDuration.InvalidDurationException.class, () -> GoDuration.parse(text));
  }
}
