// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.netcheck.protocol.MalformedException;
import io.netcheck.report.ControlCharacters;
import io.netcheck.report.ElapsedText;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What an exporter remembers, a line for each change.
 *
 * @param from when the oldest change happened that it keeps
 * @param omitted older changes that it left out
 */
record ChangeHistory(String from, long omitted, List<JsonNode> changes) {
  static ChangeHistory read(ObjectNode json) throws MalformedException {
    JsonNode changes = json.path("changes");
    if (!changes.isArray()) {
      throw new MalformedException("/changes", "an array expected");
    }
    List<JsonNode> all = new ArrayList<>();
    changes.forEach(all::add);
    return new ChangeHistory(json.path("from").asText(""), json.path("omitted").asLong(), all);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (omitted > 0) {
      lines.add(omitted + " earlier changes are left out; --until and --since choose others.");
    }
    changes.forEach(change ->
        lines.add("%-24s  %s".formatted(text(change, "at"), sentence(change)).stripTrailing()));
    if (changes.isEmpty()) {
      lines.add("Nothing has changed.");
    }
    if (!from.isEmpty()) {
      lines.add("The history begins at " + from + ".");
    }
    // A terminal may obey what an exporter sends.
    return lines.stream().map(ControlCharacters::replacedIn).toList();
  }

  private static String sentence(JsonNode change) {
    String type = text(change, "type");
    String node = text(change, "node");
    return switch (type) {
      case "finding_began" -> "began   " + what(change) + aside(text(change, "severity"));
      case "finding_ended" -> "ended   " + what(change) + aside(lasted(change));
      case "status" -> "status  " + step(change, "status") + ": " + text(change, "summary");
      case "node" -> "node    " + node + " " + step(change, "state");
      case "node_joined" -> "joined  " + node + aside(zone(change));
      case "node_left" -> "left    " + node + aside(text(change, "reason"));
      case "node_cordoned" -> "cordon  " + node + aside(text(change, "reason"));
      case "version" ->
          "version " + text(change, "kind") + "/" + node + " " + step(change, "version");
      case "links" ->
          "links   "
              + plane(change)
              + ": now "
              + List.of("down", "up", "unknown").stream()
                  .filter(state -> change.path(state).asLong() > 0)
                  .map(state -> change.path(state).asLong() + " more " + state)
                  .collect(Collectors.joining(", "));
      case "link" ->
          "link    "
              + text(change, "source")
              + " -> "
              + text(change, "target")
              + "  "
              + plane(change)
              + "  "
              + step(change, "state");
      case "exporter_started" -> "started exporter " + text(change, "version");
      // Of a newer exporter.
      default -> type + "  " + others(change);
    };
  }

  private static String what(JsonNode change) {
    String sentence = text(change, "sentence");
    return sentence.isEmpty() ? text(change, "kind") + " " + text(change, "subject") : sentence;
  }

  private static String lasted(JsonNode change) {
    try {
      Duration length =
          Duration.between(Instant.parse(text(change, "began")), Instant.parse(text(change, "at")));
      return "after " + ElapsedText.age(length);
    } catch (DateTimeParseException _) {
      return "";
    }
  }

  private static String step(JsonNode change, String field) {
    String was = text(change, "was");
    return (was.isEmpty() ? "" : was.replace('_', ' ') + " -> ")
        + text(change, field).replace('_', ' ');
  }

  private static String zone(JsonNode change) {
    String zone = text(change, "zone");
    return zone.isEmpty() ? "" : "zone " + zone;
  }

  private static String plane(JsonNode change) {
    return text(change, "network") + " " + text(change, "ipFamily");
  }

  private static String aside(String text) {
    return text.isEmpty() ? "" : " (" + text + ")";
  }

  private static String others(JsonNode change) {
    return change.properties().stream()
        .filter(field -> !field.getKey().equals("at") && !field.getKey().equals("type"))
        .map(Map.Entry::toString)
        .collect(Collectors.joining("  "));
  }

  private static String text(JsonNode change, String field) {
    return change.path(field).asText("");
  }
}
