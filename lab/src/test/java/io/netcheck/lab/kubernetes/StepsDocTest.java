// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import io.netcheck.lab.LabPage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of steps in {@code docs/lab.md} matches the code. */
class StepsDocTest {
  private static final String HEAD = "| step | what happens | `/report` |\n|---|---|---|\n";

  private static String row(Step step) {
    return "| `%s` | %s | %s |\n".formatted(step.name(), step.story(), expected(step));
  }

  private static String expected(Step step) {
    if (!step.apiProblem().isEmpty()) {
      return "under `kubernetes`: it cannot create `" + step.apiProblem() + "`";
    }
    List<String> faults = step.faults();
    return faults.isEmpty()
        ? "nothing"
        : faults.stream().map(fault -> "`" + fault + "`").collect(Collectors.joining("<br>"));
  }

  @Test
  void everyStepHasItsRow() throws IOException {
    LabPage.has(
        HEAD + Steps.ALL.stream().map(StepsDocTest::row).collect(Collectors.joining()),
        "steps",
        StepsDocTest.class);
  }
}
