// SPDX-License-Identifier: Apache-2.0
package io.netcheck.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class TestRequirementsTest {
  private static final boolean CI = "true".equals(System.getenv("CI"));

  @Test
  void whatIsThereIsNothingToSpeakOf() {
    TestRequirements.tools("sh");
    TestRequirements.that(true, "not said");
  }

  @Test
  void aMissingToolSkipsTheTestAndInCiItFails() {
    Throwable said =
        assertThrows(Throwable.class, () -> TestRequirements.tools("sh", "no-such-tool"));

    assertEquals(
        CI
            ? Map.entry(
                AssertionError.class, "no-such-tool is not installed, and in CI nothing is skipped")
            : Map.entry(TestAbortedException.class, "no-such-tool is not installed"),
        Map.entry(said.getClass(), said.getMessage()));
  }
}
