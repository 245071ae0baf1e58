// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The README of the chart lists every value with its default and its meaning. */
class ReadmeTest {
  private static final String BEGIN = "<!-- begin: values -->\n";
  private static final String END = "<!-- end: values -->\n";

  @Test
  void itsTableIsMadeOfTheValuesFile() throws IOException {
    String page = Repository.read("chart/netcheck/README.md");
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    ValuesTable table = new ValuesTable(Repository.read("chart/netcheck/values.yaml"));
    assertEquals(java.util.List.of(), table.undocumented());
    Repository.check(
        "chart/netcheck/README.md", page.substring(0, from) + table.text() + page.substring(to));
  }
}
