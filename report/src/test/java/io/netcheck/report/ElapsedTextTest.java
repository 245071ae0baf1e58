// SPDX-License-Identifier: Apache-2.0
package io.netcheck.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ElapsedTextTest {
  @ParameterizedTest
  @CsvSource({
    "2026-01-02T03:04:05.999Z, 03:04:05Z (34 s ago)",
    "2026-01-02T03:04:40.500Z, 03:04:40Z (0 s ago)",
    "2026-01-02T03:04:50Z, 03:04:50Z (0 s ago)",
    "2026-01-02T03:02:41Z, 03:02:41Z (119 s ago)",
    "2026-01-02T03:02:40Z, 03:02:40Z (2 min ago)",
    "2026-01-02T01:04:40Z, 01:04:40Z (2 h ago)",
    "2026-01-01T23:04:40Z, 2026-01-01 23:04:40Z (4 h ago)",
    "2025-12-31T03:04:40Z, 2025-12-31 03:04:40Z (2 d ago)",
    "yesterday, yesterday"
  })
  void aTimeHasAnAge(String began, String said) {
    assertEquals(said, ElapsedText.of(began, "2026-01-02T03:04:40.100Z"));
  }
}
