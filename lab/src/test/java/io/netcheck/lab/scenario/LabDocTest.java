// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import io.netcheck.lab.LabPage;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of scenarios in {@code docs/lab.md} matches the code. */
class LabDocTest {
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
    LabPage.has(
        HEAD + Scenarios.ALL.stream().map(LabDocTest::row).collect(Collectors.joining()),
        "scenarios",
        LabDocTest.class);
  }
}
