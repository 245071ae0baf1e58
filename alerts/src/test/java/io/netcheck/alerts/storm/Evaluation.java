// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts.storm;

import io.netcheck.alerts.Folder;
import io.netcheck.testing.ProgramRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the alerts that fire in simulated clusters. Prometheus itself evaluates the rules, for all
 * clusters at once; the label cluster tells them apart.
 */
final class Evaluation {
  private static final Pattern GOT = Pattern.compile("(?m)^\\s*got:(.*)$");
  private static final Pattern SAMPLE = Pattern.compile("\\{([^}]*)} ([0-9.E+-]+)");
  private static final Pattern LABEL = Pattern.compile("([a-z]+)=\"([^\"]*)\"");

  private Evaluation() {}

  /**
   * Counts the alerts of each name that fired at any time, by cluster.
   *
   * @param folder a folder for temporary files
   */
  static Map<String, Map<String, Integer>> fired(
      Path folder, List<SimulatedCluster> clusters, int minutes) throws IOException {
    StringBuilder test = new StringBuilder("rule_files:\n");
    Folder.rules().forEach(file -> test.append("- ").append(file.toAbsolutePath()).append('\n'));
    test.append("evaluation_interval: 1m\ntests:\n");
    // One test per cluster, because promtool accepts at most 10,000 samples per query.
    clusters.forEach(cluster -> test.append(one(cluster, minutes)));
    Path file = Files.writeString(folder.resolve("storm.yaml"), test);
    ProgramRun.ExitResult ending =
        ProgramRun.run(folder, "", List.of("promtool", "test", "rules", file.toString()));
    return parse(ending.output());
  }

  /** If a test expects nothing, promtool prints the alerts that fire. */
  private static String one(SimulatedCluster cluster, int minutes) {
    return """
    - interval: 1m
      input_series:
    %s  promql_expr_test:
      - expr: count by (cluster, alertname) (max_over_time(ALERTS{alertstate="firing"}[%dm]))
        eval_time: %dm
        exp_samples: []
    """
        .formatted(SeriesOf.yaml(cluster, minutes), minutes, minutes - 1);
  }

  private static Map<String, Map<String, Integer>> parse(String output) throws IOException {
    Map<String, Map<String, Integer>> fired = new TreeMap<>();
    if (output.contains("SUCCESS") && !output.contains("FAILED")) {
      return fired;
    }
    Matcher got = GOT.matcher(output);
    while (got.find()) {
      count(got.group(1), fired);
    }
    if (fired.isEmpty() || output.contains("err:")) {
      throw new IOException("promtool says something else: " + output);
    }
    return fired;
  }

  private static void count(String got, Map<String, Map<String, Integer>> fired)
      throws IOException {
    Matcher sample = SAMPLE.matcher(got);
    while (sample.find()) {
      String alert = "";
      String cluster = "";
      Matcher label = LABEL.matcher(sample.group(1));
      while (label.find()) {
        switch (label.group(1)) {
          case "alertname" -> alert = label.group(2);
          case "cluster" -> cluster = label.group(2);
          default -> throw new IOException("unexpected label: " + label.group());
        }
      }
      fired
          .computeIfAbsent(cluster, _ -> new TreeMap<>())
          .put(alert.replaceFirst("^Netcheck", ""), (int) Double.parseDouble(sample.group(2)));
    }
  }
}
