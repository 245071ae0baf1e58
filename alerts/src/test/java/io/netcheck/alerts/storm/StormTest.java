// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.netcheck.alerts.Folder;
import io.netcheck.alerts.Promtool;
import io.netcheck.testing.MachineTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * One fault causes one notification: in each scenario exactly the expected alerts begin to fire,
 * and none does so twice. Prometheus itself evaluates the rules.
 */
@MachineTest
class StormTest {
  private static final Pattern GOT = Pattern.compile("(?m)^\\s*got:(.*)$");
  private static final Pattern SAMPLE =
      Pattern.compile("\\{alertname=\"Netcheck(\\w+)\"(?:, cluster=\"([^\"]*)\")?} ([0-9.E+]+)");

  @TestFactory
  Stream<DynamicTest> debian(@TempDir Path folder) throws IOException {
    return evaluate(Promtool.DEBIAN, folder);
  }

  @TestFactory
  Stream<DynamicTest> current(@TempDir Path folder) throws IOException {
    return evaluate(Promtool.CURRENT, folder);
  }

  private static Stream<DynamicTest> evaluate(Promtool promtool, Path folder) throws IOException {
    List<Scenario> scenarios = Scenario.all();
    Map<String, Map<String, Integer>> begun = begun(promtool, folder, scenarios);
    return scenarios.stream()
        .map(scenario -> {
          String name = scenario.cluster().name;
          return dynamicTest(
              name.isEmpty() ? "without a cluster label" : name,
              () ->
                  assertEquals(
                      new TreeMap<>(scenario.expected()), begun.getOrDefault(name, Map.of())));
        });
  }

  /** How often the alerts of each name began to fire, by cluster. */
  private static Map<String, Map<String, Integer>> begun(
      Promtool promtool, Path folder, List<Scenario> scenarios) throws IOException {
    StringBuilder test = new StringBuilder("rule_files:\n");
    Folder.rules().forEach(file -> test.append("- ").append(file.toAbsolutePath()).append('\n'));
    test.append("evaluation_interval: %ds\ntests:\n".formatted(SimulatedCluster.SCRAPE_SECONDS));
    scenarios.forEach(scenario -> test.append(one(scenario.cluster())));
    Path file = Files.writeString(folder.resolve("storm.yaml"), test);
    return parse(promtool.run(folder, List.of("test", "rules", file.toString())).output());
  }

  /** If a test expects nothing, promtool prints what there is. */
  private static String one(SimulatedCluster cluster) {
    int end = (SimulatedCluster.SCRAPES - 1) * SimulatedCluster.SCRAPE_SECONDS;
    return """
    - interval: %1$ds
      input_series:
    %2$s  promql_expr_test:
      - expr: |
          sum by (cluster, alertname) (
            count_over_time((ALERTS{alertstate="firing"} unless ALERTS{alertstate="firing"} offset %1$ds)[%3$ds:%1$ds])
          )
        eval_time: %3$ds
        exp_samples: []
    """
        .formatted(SimulatedCluster.SCRAPE_SECONDS, cluster.yaml(), end);
  }

  private static Map<String, Map<String, Integer>> parse(String output) throws IOException {
    Map<String, Map<String, Integer>> begun = new TreeMap<>();
    Matcher got = GOT.matcher(output);
    while (got.find()) {
      Matcher sample = SAMPLE.matcher(got.group(1));
      while (sample.find()) {
        String cluster = sample.group(2) == null ? "" : sample.group(2);
        begun
            .computeIfAbsent(cluster, _ -> new TreeMap<>())
            .put(sample.group(1), (int) Double.parseDouble(sample.group(3)));
      }
    }
    if (begun.isEmpty() || output.contains("err:")) {
      throw new IOException("promtool says something else: " + output);
    }
    return begun;
  }
}
