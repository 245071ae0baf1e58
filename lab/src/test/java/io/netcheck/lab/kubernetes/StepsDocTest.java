// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.lab.cluster.LabPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of steps in {@code docs/lab.md} matches the code. */
class StepsDocTest {
  private static final String BEGIN = "<!-- begin: steps -->\n";
  private static final String END = "<!-- end: steps -->\n";
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
    Path file = LabPlan.projectRoot().resolve("docs/lab.md");
    String page = Files.readString(file);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String table = HEAD + Steps.ALL.stream().map(StepsDocTest::row).collect(Collectors.joining());
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.writeString(file, page.substring(0, begin) + table + page.substring(end));
    } else {
      assertEquals(
          table,
          page.substring(begin, end),
          "to generate it: -Dtest=StepsDocTest -Dnetcheck.docs.write=true");
    }
  }
}
