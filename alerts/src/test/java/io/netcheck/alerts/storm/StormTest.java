// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.netcheck.testing.MachineTest;
import io.netcheck.testing.TestRequirements;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** One fault causes one alert: each scenario has exactly the expected number of alerts. */
@MachineTest
class StormTest {
  @TestFactory
  Stream<DynamicTest> smallClusters(@TempDir Path folder) throws IOException {
    return evaluate(folder, new SmallClusters().scenarios(), SmallClusters.MINUTES);
  }

  @TestFactory
  Stream<DynamicTest> fiftyNodes(@TempDir Path folder) throws IOException {
    return evaluate(folder, new FiftyNodes().scenarios(), FiftyNodes.MINUTES);
  }

  private static Stream<DynamicTest> evaluate(Path folder, List<Scenario> scenarios, int minutes)
      throws IOException {
    TestRequirements.tools("promtool");
    Map<String, Map<String, Integer>> fired =
        Evaluation.fired(folder, scenarios.stream().map(Scenario::cluster).toList(), minutes);
    return scenarios.stream()
        .map(scenario ->
            dynamicTest(
                scenario.cluster().name.isEmpty() ? "no cluster label" : scenario.cluster().name,
                () ->
                    assertEquals(
                        new TreeMap<>(scenario.expected()),
                        fired.getOrDefault(scenario.cluster().name, Map.of()))));
  }
}
