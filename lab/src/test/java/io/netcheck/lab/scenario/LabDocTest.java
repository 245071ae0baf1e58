// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netcheck.lab.cluster.LabPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of scenarios in {@code docs/lab.md} matches the code. */
class LabDocTest {
  private static final String BEGIN = "<!-- begin: scenarios -->\n";
  private static final String END = "<!-- end: scenarios -->\n";
  private static final String HEAD =
      "| scenario | fault | `/report` | notified |\n|---|---|---|---|\n";

  private static String row(Scenario scenario) {
    return "| `%s` | %s | %s | %s |\n"
        .formatted(
            scenario.name(),
            scenario.story(),
            cell(scenario.expected().faults()) + byChance(scenario.expected().byChance()),
            cell(scenario.expected().alerts()));
  }

  private static String byChance(List<String> kinds) {
    return kinds.isEmpty() ? "" : "; sometimes, for a short time: " + cell(kinds);
  }

  private static String cell(List<String> things) {
    return things.isEmpty()
        ? "nothing"
        : things.stream().map(thing -> "`" + thing + "`").collect(Collectors.joining("<br>"));
  }

  @Test
  void everyScenarioHasItsRow() throws IOException {
    Path file = LabPlan.projectRoot().resolve("docs/lab.md");
    String page = Files.readString(file);
    int begin = page.indexOf(BEGIN) + BEGIN.length();
    int end = page.indexOf(END);
    String table = HEAD + Scenarios.ALL.stream().map(LabDocTest::row).collect(Collectors.joining());
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.writeString(file, page.substring(0, begin) + table + page.substring(end));
    } else {
      assertEquals(
          table,
          page.substring(begin, end),
          "to generate it: -Dtest=LabDocTest -Dnetcheck.docs.write=true");
    }
  }
}
