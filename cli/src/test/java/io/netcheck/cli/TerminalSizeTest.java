// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TerminalSizeTest {
  @Test
  void theEnvironmentTakesPrecedenceIfItMeansSomething() {
    Optional<TerminalSize> terminal = Optional.of(new TerminalSize(132, 50));
    assertEquals(new TerminalSize(132, 50), TerminalSize.of(Map.of(), terminal));
    assertEquals(new TerminalSize(60, 50), TerminalSize.of(Map.of("COLUMNS", "60"), terminal));
    assertEquals(new TerminalSize(132, 24), TerminalSize.of(Map.of("LINES", "24"), terminal));
    assertEquals(
        new TerminalSize(132, 50),
        TerminalSize.of(Map.of("COLUMNS", "wide", "LINES", "-1"), terminal));
  }

  @Test
  void withoutATerminalAPageIsAsWideAsAReportAndHasNoEnd() {
    assertEquals(new TerminalSize(100, 1_000), TerminalSize.of(Map.of(), Optional.empty()));
  }
}
