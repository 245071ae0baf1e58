// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.testing.ProgramRun;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The PrometheusRule has the rules of alerts/rules, and differs from them only as the values
 * request.
 */
class RulesTest {
  private static final Map<String, Object> THRESHOLDS =
      Yaml.document(Repository.read("chart/netcheck/files/thresholds.yaml"));

  private static final Map<String, Object> VALUES =
      Yaml.map(Yaml.document(Repository.read("chart/netcheck/values.yaml")).get("prometheusRule"));

  private static List<Path> files() {
    return Repository.files("alerts/rules", ".yaml");
  }

  private static List<Object> groupsOfTheFiles() throws IOException {
    List<Object> groups = new ArrayList<>();
    for (Path file : files()) {
      groups.addAll(Yaml.list(Yaml.document(Files.readString(file)), "groups"));
    }
    return groups;
  }

  private static List<?> groups(String values) {
    Rendering rendering = Chart.render("prometheusRule: {enabled: true" + values + "}");
    return rendering.one("PrometheusRule").list("spec", "groups");
  }

  private static List<Map<String, Object>> rules(List<?> groups) {
    return groups.stream()
        .flatMap(group -> Yaml.list(group, "rules").stream())
        .map(Yaml::map)
        .toList();
  }

  private static String name(Map<String, Object> rule) {
    return Yaml.text(rule, rule.containsKey("alert") ? "alert" : "record");
  }

  @Test
  void withTheDefaultsTheyAreThoseOfTheFiles() throws IOException {
    assertEquals(groupsOfTheFiles(), groups(""));
  }

  @Test
  void theValuesSayOfEachAlertWhatTheFilesSay() throws IOException {
    Set<String> known = new TreeSet<>(Yaml.map(VALUES.get("alerts")).keySet());
    for (Map<String, Object> rule : rules(groupsOfTheFiles())) {
      if (rule.containsKey("alert")) {
        String severity = Yaml.text(rule, "labels", "severity");
        String key = name(rule);
        if (!known.contains(key)) {
          key +=
              severity.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + severity.substring(1);
        }
        Object value = Yaml.at(VALUES, "alerts", key);
        assertEquals(rule.get("for"), Yaml.text(value, "for"), key);
        assertEquals(severity, Yaml.text(value, "severity"), key);
        assertEquals(true, Yaml.at(value, "enabled"), key);
        known.remove(key);
      }
    }
    assertEquals(Set.of(), known);
  }

  private static Object threshold(String key) {
    return key.equals("objective")
        ? VALUES.get("objective")
        : Yaml.at(VALUES, "alerts", key, "threshold");
  }

  private static List<String> thresholds() {
    return List.copyOf(THRESHOLDS.keySet());
  }

  @Test
  void everyThresholdInTheValuesHasItsPlaces() {
    Set<String> inTheValues = new TreeSet<>(Set.of("objective"));
    Yaml.map(VALUES.get("alerts"))
        .forEach((alert, value) -> {
          if (Yaml.map(value).containsKey("threshold")) {
            inTheValues.add(alert);
          }
        });
    assertEquals(inTheValues, new TreeSet<>(THRESHOLDS.keySet()));
  }

  @ParameterizedTest
  @MethodSource("thresholds")
  void aThresholdStandsWhereItIsSaidTo(String key) throws IOException {
    assertEquals(Yaml.at(THRESHOLDS, key, "default"), threshold(key));
    for (Object place : Yaml.list(THRESHOLDS, key, "places")) {
      Map<String, Object> rule =
          rules(groupsOfTheFiles()).stream()
              .filter(it -> name(it).equals(Yaml.text(place, "rule")))
              .findFirst()
              .orElseThrow(() -> new AssertionError(place));
      String text =
          Yaml.map(place).containsKey("in")
              ? Yaml.text(rule, "annotations", Yaml.text(place, "in"))
              : Yaml.text(rule, "expr");
      assertTrue(text.contains(Yaml.text(place, "from")), () -> place + "\n" + text);
    }
  }

  /** A value that differs from the default of this threshold and is valid for every threshold. */
  private static String other(String key) {
    return Yaml.text(THRESHOLDS, key, "default").contains(".") ? "0.37" : "37";
  }

  @ParameterizedTest
  @MethodSource("thresholds")
  void anotherThresholdChangesTheRulesThatHaveItAndNoOther(String key) throws IOException {
    List<Map<String, Object>> before = rules(groupsOfTheFiles());
    String value = key.equals("objective") ? "objective: " : "alerts: {" + key + ": {threshold: ";
    List<Map<String, Object>> after =
        rules(groups(", " + value + other(key) + (key.equals("objective") ? "" : "}}")));

    Set<String> changed = new TreeSet<>();
    for (int i = 0; i < before.size(); i++) {
      if (!Objects.equals(before.get(i), after.get(i))) {
        changed.add(name(after.get(i)));
        // Only the number changed.
        assertTrue(String.valueOf(after.get(i)).contains(other(key)), after.get(i)::toString);
      }
    }
    Set<String> expected = new TreeSet<>();
    Yaml.list(THRESHOLDS, key, "places").forEach(it -> expected.add(Yaml.text(it, "rule")));
    assertEquals(expected, changed);
  }

  @Test
  void anAlertCanBeTurnedOffOrBeSaidOtherwise() {
    List<Map<String, Object>> rules =
        rules(
            groups(
                ", runbookUrl: 'https://wiki/', grafanaUrl: 'https://grafana', alerts: {"
                    + "NetcheckVersionSkew: {enabled: false},"
                    + "NetcheckSLOErrorBudgetBurnWarning: {enabled: false},"
                    + "NetcheckLinkDown: {for: 1h, severity: info}}"));

    List<String> names = rules.stream().map(RulesTest::name).toList();
    assertFalse(names.contains("NetcheckVersionSkew"));
    assertEquals(1, names.stream().filter("NetcheckSLOErrorBudgetBurn"::equals).count());
    Map<String, Object> down =
        rules.stream().filter(rule -> name(rule).equals("NetcheckLinkDown")).findFirst().get();
    assertEquals("1h", down.get("for"));
    assertEquals(Map.of("severity", "info"), down.get("labels"));
    assertEquals("https://wiki/NetcheckLinkDown", Yaml.text(down, "annotations", "runbook_url"));
    assertTrue(
        Yaml.text(down, "annotations", "dashboard_url").startsWith("https://grafana/d/netcheck-"));
  }

  @Test
  void furtherGroupsAreTakenAsTheyAre() {
    List<?> groups = groups(", additionalGroups: [{name: x, interval: 1m, rules: []}]");
    assertEquals(Map.of("name", "x", "interval", "1m", "rules", List.of()), groups.getLast());
  }

  /** The unit tests of alerts/tests pass with the rendered rules. */
  @Test
  void whatIsRenderedPassesTheTestsOfTheAlerts(@TempDir Path folder)
      throws IOException, InterruptedException {
    assertEquals("", failures(folder, "", ".yaml"));
  }

  @Test
  void otherThresholdsDecideOtherwise(@TempDir Path folder)
      throws IOException, InterruptedException {
    // One of the tests has ten per cent loss, which no longer fires.
    String failures =
        failures(folder, ", alerts: {NetcheckPacketLossHigh: {threshold: 0.9}}", "quality.yaml");
    assertTrue(failures.contains("NetcheckPacketLossHigh"), failures);
    assertFalse(failures.contains("alertname: NetcheckLatencyHigh"), failures);
  }

  /** Runs promtool on the rules with {@code values}, with the tests in the files of that name. */
  private static String failures(Path folder, String values, String ending)
      throws IOException, InterruptedException {
    TestRequirements.tools("promtool");
    Path rules = Files.createDirectory(folder.resolve("rules"));
    Path tests = Files.createDirectory(folder.resolve("tests"));
    // Each file has one group, and the rendered group has the same name. JSON is valid YAML.
    List<?> groups = groups(values);
    for (Path file : files()) {
      List<?> own = Yaml.list(Yaml.document(Files.readString(file)), "groups");
      List<?> rendered =
          groups.stream()
              .filter(group ->
                  own.stream()
                      .anyMatch(it -> Yaml.text(it, "name").equals(Yaml.text(group, "name"))))
              .toList();
      Files.writeString(
          rules.resolve(file.getFileName()),
          new ObjectMapper().writeValueAsString(Map.of("groups", rendered)));
    }
    List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
    for (Path test : Repository.files("alerts/tests", ending)) {
      Files.copy(test, tests.resolve(test.getFileName()));
      command.add("tests/" + test.getFileName());
    }
    ProgramRun.ExitResult checked =
        ProgramRun.run(
            folder,
            "",
            List.of("sh", "-c", "promtool check rules --lint=all --lint-fatal rules/*.yaml"));
    assertEquals(0, checked.status(), checked.output());
    ProgramRun.ExitResult tested = ProgramRun.run(folder, "", command);
    return tested.status() == 0 ? "" : tested.output();
  }
}
