// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * One rule, as in its file.
 *
 * @param name the name of the alert or the record
 * @param fields all fields, as text or as a map of texts
 */
record Rule(Path file, String name, boolean isAlert, Map<String, Object> fields) {
  static List<Rule> all() {
    return Folder.rules().stream().flatMap(Rule::in).toList();
  }

  static List<Rule> alerts() {
    return all().stream().filter(Rule::isAlert).toList();
  }

  /** The alerts that come from the faults of the exporter. */
  static List<Rule> ofFaults() {
    return alerts().stream().filter(rule -> rule.file().endsWith("faults.yaml")).toList();
  }

  private static Stream<Rule> in(Path file) {
    return list(yaml(file).get("groups")).stream()
        .flatMap(group -> list(map(group).get("rules")).stream())
        .map(rule -> {
          Map<String, Object> fields = map(rule);
          boolean isAlert = fields.containsKey("alert");
          return new Rule(
              file, String.valueOf(fields.get(isAlert ? "alert" : "record")), isAlert, fields);
        });
  }

  static Map<String, Object> yaml(Path file) {
    try {
      return map(new Load(LoadSettings.builder().build()).loadFromString(Files.readString(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked") // keys of YAML that people write are texts
  static Map<String, Object> map(Object yaml) {
    return (Map<String, Object>) yaml;
  }

  static List<?> list(Object yaml) {
    return (List<?>) yaml;
  }

  String expr() {
    return String.valueOf(fields.get("expr"));
  }

  /** A field as text; empty if it does not exist. */
  Optional<String> field(String key) {
    return Optional.ofNullable(fields.get(key)).map(String::valueOf);
  }

  /** Its {@code for}, in seconds. */
  int waits() {
    String text = field("for").orElseThrow();
    int number = Integer.parseInt(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> number;
      case 'm' -> number * 60;
      case 'h' -> number * 3600;
      default -> throw new IllegalStateException(text);
    };
  }

  /** A template for an alert that comes from a fault. */
  String severity() {
    return String.valueOf(map(fields.get("labels")).get("severity"));
  }

  /** An annotation; empty if it does not exist. */
  String annotation(String key) {
    return String.valueOf(map(fields.get("annotations")).getOrDefault(key, ""));
  }
}
