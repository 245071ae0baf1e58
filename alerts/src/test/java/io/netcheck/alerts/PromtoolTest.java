// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The rules pass the checks of each promtool and their unit tests. */
@MachineTest
class PromtoolTest {
  @ParameterizedTest
  @EnumSource
  void theLinterHasNothingToSay(Promtool promtool) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("check", "rules", "--lint=all", "--lint-fatal"));
    Folder.rules().forEach(file -> arguments.add(file.toString()));
    assertSuccess(promtool, arguments);
  }

  @ParameterizedTest
  @EnumSource
  void theUnitTestsPass(Promtool promtool) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("test", "rules"));
    Folder.files("tests", ".yaml").forEach(file -> arguments.add(file.toString()));
    assertSuccess(promtool, arguments);
  }

  private static void assertSuccess(Promtool promtool, List<String> arguments) throws IOException {
    ProgramRun.ExitResult ending = promtool.run(Folder.root(), arguments);
    assertEquals(0, ending.status(), ending.output());
  }

  /** The expectation of the unit tests for one alert. */
  private static final class Cases {
    private final Set<String> kinds = new TreeSet<>();
    private int expectations;

    private void add(List<?> alerts) {
      expectations++;
      kinds.add(alerts.isEmpty() ? "silent" : "fires");
      for (Object alert : alerts) {
        Map<String, Object> its = Rule.map(alert);
        // promtool compares only these two.
        assertTrue(its.keySet().containsAll(Set.of("exp_labels", "exp_annotations")));
        if (!Rule.map(its.get("exp_labels")).containsKey("cluster")) {
          kinds.add("without a cluster label");
        }
      }
    }
  }

  /** A Java test writes those of the faults ({@link FaultCases}). */
  @Test
  void everyAlertIsTestedFiringSilentAndWithoutALabel() {
    Map<String, Cases> cases = new TreeMap<>();
    Rule.alerts().forEach(alert -> cases.put(alert.name(), new Cases()));
    Rule.ofFaults().forEach(alert -> cases.remove(alert.name()));
    Folder.files("tests", ".yaml").stream()
        .flatMap(PromtoolTest::expectations)
        .forEach(expectation ->
            cases
                .get(String.valueOf(expectation.get("alertname")))
                .add(
                    expectation.get("exp_alerts") == null
                        ? List.of()
                        : Rule.list(expectation.get("exp_alerts"))));
    cases.forEach((alert, its) -> {
      assertEquals(Set.of("fires", "silent", "without a cluster label"), its.kinds, alert);
      assertTrue(its.expectations >= 2, alert);
    });
  }

  private static Stream<Map<String, Object>> expectations(Path file) {
    return Rule.list(Rule.yaml(file).get("tests")).stream()
        .map(test -> Rule.map(test).get("alert_rule_test"))
        .filter(Objects::nonNull)
        .flatMap(expectations -> Rule.list(expectations).stream())
        .map(Rule::map);
  }
}
