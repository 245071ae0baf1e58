// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/alerts.md} lists all alerts, and the records that it names exist. */
class AlertsDocTest {
  private static final Pattern ROW =
      Pattern.compile(
          "(?m)^\\| \\[`(\\w+)`]\\(\\.\\./alerts/runbooks/(\\w+)\\.md\\)"
              + " \\| (\\w+) \\| (\\w+) \\|([^|]*)\\|");

  private static final Pattern RECORD = Pattern.compile("`([a-z_]+:[a-z0-9_:]+)`");

  private static String page() throws IOException {
    return Files.readString(Folder.root().resolve("docs/alerts.md"));
  }

  @Test
  void theListHasEveryAlertWithItsSeverityAndItsFor() throws IOException {
    List<String> listed =
        ROW.matcher(page())
            .results()
            .map(row -> {
              assertEquals(row.group(1), row.group(2));
              return row.group(1) + " " + row.group(3) + " " + row.group(4);
            })
            .sorted()
            .toList();
    List<String> expected =
        Rule.alerts().stream()
            .map(alert ->
                alert.name() + " " + alert.severity() + " " + alert.field("for").orElseThrow())
            .sorted()
            .toList();
    assertEquals(expected, listed);
  }

  @Test
  void theLabelsInTheListAreThoseOfTheRules() throws IOException {
    ROW.matcher(page())
        .results()
        .forEach(row ->
            Pattern.compile("`([a-z_]+)`")
                .matcher(row.group(5))
                .results()
                .forEach(label ->
                    assertTrue(
                        Rule.alerts().stream()
                            .filter(alert -> alert.name().equals(row.group(1)))
                            .anyMatch(alert ->
                                alert
                                    .annotation("description")
                                    .contains("$labels." + label.group(1))),
                        row.group(1) + " " + label.group(1))));
  }

  @Test
  void theRecordsItNamesAreThere() throws IOException {
    Set<String> records =
        Rule.all().stream()
            .filter(rule -> !rule.isAlert())
            .map(Rule::name)
            .collect(Collectors.toSet());
    RECORD
        .matcher(page())
        .results()
        .forEach(record -> assertTrue(records.contains(record.group(1)), record.group(1)));
  }
}
