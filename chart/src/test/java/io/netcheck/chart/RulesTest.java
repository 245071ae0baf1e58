// SPDX-License-Identifier: Apache-2.0
package io.netcheck.chart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.netcheck.testing.MachineTest;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The PrometheusRule has the rules of alerts/rules, and differs from them only as the values
 * request.
 */
class RulesTest {
  /** Where a rule has a number that users can change. */
  private static final Pattern THRESHOLD = Pattern.compile("[0-9.]+[),]* # threshold (\\w+)");

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

  private static Object threshold(String key) {
    return key.equals("objective")
        ? VALUES.get("objective")
        : Yaml.at(VALUES, "alerts", key, "threshold");
  }

  /** The rules that use each threshold, by its name. */
  private static Map<String, Set<String>> places() throws IOException {
    Map<String, Set<String>> places = new TreeMap<>();
    for (Map<String, Object> rule : rules(groupsOfTheFiles())) {
      Matcher found = THRESHOLD.matcher(Yaml.text(rule, "expr"));
      while (found.find()) {
        places.computeIfAbsent(found.group(1), _ -> new TreeSet<>()).add(name(rule));
      }
    }
    return places;
  }

  private static Set<String> thresholds() throws IOException {
    return places().keySet();
  }

  @Test
  void everyThresholdInTheValuesIsInTheRules() throws IOException {
    Set<String> inTheValues = new TreeSet<>(Set.of("objective"));
    Yaml.map(VALUES.get("alerts"))
        .forEach((alert, value) -> {
          if (Yaml.map(value).containsKey("threshold")) {
            inTheValues.add(alert);
          }
        });
    assertEquals(inTheValues, thresholds());
  }

  /** A value that differs from the default of this threshold and is valid for every threshold. */
  private static String other(String key) {
    return String.valueOf(threshold(key)).contains(".") ? "0.37" : "37";
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
    assertEquals(places().get(key), changed);
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
  @MachineTest
  void whatIsRenderedPassesTheTestsOfTheAlerts(@TempDir Path folder)
      throws IOException, InterruptedException {
    assertEquals("", failures(folder, "", ".yaml"));
  }

  @Test
  @MachineTest
  void otherThresholdsDecideOtherwise(@TempDir Path folder)
      throws IOException, InterruptedException {
    // One of four agents cannot be scraped in its test, which no longer fires.
    String failures =
        failures(folder, ", alerts: {NetcheckAgentTargetDown: {threshold: 90}}", "netcheck.yaml");
    assertTrue(failures.contains("NetcheckAgentTargetDown"), failures);
    assertFalse(failures.contains("alertname: NetcheckLinksFailing"), failures);
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
