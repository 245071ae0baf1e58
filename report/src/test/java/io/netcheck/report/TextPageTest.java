// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextPageTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 %",
    "1, 100 %",
    "0.38384, 38.4 %",
    "0.0123, 1.2 %",
    "0.02, 2 %",
    "0.00123, 0.12 %",
    "0.001, 0.10 %",
    "0.000123, 0.012 %",
    "0.000001, 0.00010 %"
  })
  void aShareHasNoMoreDigitsThanSaySomething(double ratio, String percent) {
    assertEquals(percent, TextPage.percent(ratio));
  }

  @Test
  void aTerminalGetsColoursAndNoOtherControlCharacter() {
    String hostile = "a\u001b]0;title\u0007b\u001b[2Jc\u009b1md\re\u001b[1;31mf";
    assertEquals("a?]0;title?b?[2Jc?1md?e\u001b[1;31mf\n", new TextPage().line(hostile).toString());
  }

  @Test
  void whatNobodyMeasuredIsADash() {
    assertEquals("-", TextPage.percent(null));
  }
}
