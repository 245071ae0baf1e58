// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.exporter.catalogue.ExporterMetric;
import io.netcheck.testing.AlertNotes;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/alerts.md} lists all alerts, and the records that it names exist. */
class AlertsDocTest {
  private static final String BEGIN = "<!-- begin: alerts, written from alerts/rules -->\n";
  private static final String END = "<!-- end: alerts -->\n";

  private static final Pattern RECORD = Pattern.compile("`([a-z_]+:[a-z0-9_:]+)`");

  private static String page() throws IOException {
    return Files.readString(Folder.root().resolve("docs/alerts.md"));
  }

  /** To write the list again: {@code -Dtest=AlertsDocTest -Dnetcheck.docs.write=true}. */
  @Test
  void theListHasTheAlertsOfTheRules() throws IOException {
    String page = page();
    int from = page.indexOf(BEGIN) + BEGIN.length();
    int to = page.indexOf(END);
    assertTrue(from >= BEGIN.length() && to >= from, "docs/alerts.md has no place for the list");
    String list = list();
    if (Boolean.getBoolean("netcheck.docs.write")) {
      Files.writeString(
          Folder.root().resolve("docs/alerts.md"),
          page.substring(0, from) + list + page.substring(to));
      return;
    }
    assertEquals(
        list,
        page.substring(from, to),
        "write it again with -Dtest=AlertsDocTest -Dnetcheck.docs.write=true");
  }

  private static String list() throws IOException {
    StringBuilder list =
        new StringBuilder(
            "| alert | severity | for | labels | fires when |\n|---|---|---|---|---|\n");
    for (AlertNotes alert : AlertNotes.all(Folder.alerts().resolve("rules"))) {
      list.append(
          "| [`%s`](../alerts/runbooks/%s.md) | %s | %s |%s | %s |\n"
              .formatted(
                  alert.name(),
                  alert.name(),
                  alert.severity().isEmpty() ? severity(alert.name()) : alert.severity(),
                  alert.waits(),
                  alert.labels().isEmpty() ? "" : " " + alert.labels(),
                  alert.firesWhen()));
    }
    return list.toString();
  }

  /** That of the kinds of fault; some faults of a kind are more severe than others. */
  private static String severity(String alert) {
    return FaultSample.ALL.stream()
        .filter(fault -> fault.kind().alerts().contains(alert))
        .map(fault -> fault.severity().toString())
        .distinct()
        .collect(Collectors.joining(" or "));
  }

  @Test
  void theLabelsInTheListAreThoseOfTheRules() throws IOException {
    for (AlertNotes notes : AlertNotes.all(Folder.alerts().resolve("rules"))) {
      Pattern.compile("`([a-z_]+)`")
          .matcher(notes.labels())
          .results()
          .forEach(label ->
              assertTrue(
                  notes.severity().isEmpty()
                      ? ExporterMetric.FAULT.labels().contains(label.group(1))
                      : Rule.alerts().stream()
                          .filter(alert -> alert.name().equals(notes.name()))
                          .anyMatch(alert ->
                              alert
                                  .annotation("description")
                                  .contains("$labels." + label.group(1))),
                  notes.name() + " " + label.group(1)));
    }
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
