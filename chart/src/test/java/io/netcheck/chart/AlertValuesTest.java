// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.testing.AlertNotes;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * {@code values.yaml} and {@code values.schema.json} have the alerts of {@code alerts/rules}. To
 * write them again: {@code -Dtest=AlertValuesTest -Dnetcheck.docs.write=true}.
 */
class AlertValuesTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern BOUND =
      Pattern.compile("(?:([0-9.]+) (<=?) )?x(?: ([<>]=?) ([0-9.]+))?");

  @Test
  void theValuesHaveTheAlertsOfTheRules() throws IOException {
    check(
        "chart/netcheck/values.yaml",
        "(?s)(?<= {4}# begin: alerts, written from alerts/rules\n).*?(?= {4}# end: alerts\n)",
        AlertNotes.all(Repository.at("alerts/rules")).stream()
            .map(AlertValuesTest::value)
            .collect(Collectors.joining()));
  }

  @Test
  void theSchemaHasTheAlertsOfTheRules() throws IOException {
    ObjectNode properties = JSON.createObjectNode();
    for (AlertNotes alert : AlertNotes.all(Repository.at("alerts/rules"))) {
      properties.set(alert.key(), schema(alert));
    }
    DefaultPrettyPrinter printer = new DefaultPrettyPrinter();
    DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
    printer.indentArraysWith(indenter);
    printer.indentObjectsWith(indenter);
    String text = JSON.writer(printer).writeValueAsString(properties).replace("\" : ", "\": ");
    check(
        "chart/netcheck/values.schema.json",
        "(?s)(?<=\"alerts\": \\{\n {10}\"type\": \"object\",\n"
            + " {10}\"additionalProperties\": false,\n {10}\"properties\": ).*?\n {10}\\}",
        text.replace("\n", "\n          "));
  }

  private static void check(String path, String part, String expected) throws IOException {
    String text = Repository.read(path);
    Matcher found = Pattern.compile(part).matcher(text);
    assertTrue(found.find(), path + " has no place for the alerts");
    Repository.check(
        path, text.substring(0, found.start()) + expected + text.substring(found.end()));
  }

  private static String value(AlertNotes alert) {
    String about =
        alert
            .threshold()
            .map(threshold -> "Threshold: " + threshold.meaning() + ".")
            .orElse("Fires when " + alert.firesWhen() + ".");
    return "    # -- %s\n    %s: {enabled: true, for: %s, severity: %s%s}\n"
        .formatted(
            about,
            alert.key(),
            alert.waits(),
            alert.severity().isEmpty() ? "\"\"" : alert.severity(),
            alert.threshold().map(it -> ", threshold: " + it.value()).orElse(""));
  }

  private static ObjectNode schema(AlertNotes alert) {
    ObjectNode schema = JSON.createObjectNode();
    schema.put("type", "object");
    schema.put("additionalProperties", false);
    ObjectNode properties = schema.putObject("properties");
    properties.putObject("enabled").put("type", "boolean");
    properties
        .putObject("for")
        .put("type", "string")
        .put("pattern", "^(0|([0-9]+(ms|[smhdwy]))+)$");
    ArrayNode severities = properties.putObject("severity").putArray("enum");
    if (alert.severity().isEmpty()) {
      severities.add("");
    }
    severities.add("critical").add("warning").add("info");
    alert
        .threshold()
        .ifPresent(threshold -> {
          ObjectNode number = properties.putObject("threshold").put("type", "number");
          Matcher range = BOUND.matcher(threshold.range());
          assertTrue(range.matches(), threshold.range());
          if (range.group(1) != null) {
            bound(number, "inimum", range.group(2), range.group(1));
          }
          if (range.group(3) != null) {
            boolean lower = range.group(3).startsWith(">");
            bound(number, lower ? "inimum" : "aximum", range.group(3), range.group(4));
          }
        });
    return schema;
  }

  private static void bound(ObjectNode number, String side, String sign, String limit) {
    String name = (sign.endsWith("=") ? "m" : "exclusiveM") + side;
    if (limit.contains(".")) {
      number.put(name, Double.parseDouble(limit));
    } else {
      number.put(name, Integer.parseInt(limit));
    }
  }
}
