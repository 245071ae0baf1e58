// SPDX-License-Identifier: Apache-2.0
package io.netcheck.alerts;

import io.netcheck.testing.KnownLabels;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a unit test for promtool in which each {@link FaultSample} begins at one time, in cluster
 * {@code c1} and in one without a label. No alert may fire before its {@code for} is over; then
 * exactly the alert of its kind must, in the words of the report.
 */
final class FaultCases {
  private static final int BEGIN_SECONDS = 60;
  private static final List<String> CLUSTERS = List.of("c1", "");
  private static final Pattern WITH =
      Pattern.compile("\\{\\{ with \\$labels\\.(\\w+) }}(.*?)\\{\\{ end }}");
  private static final Pattern LABEL = Pattern.compile("\\{\\{ \\$labels\\.(\\w+) }}");

  private FaultCases() {}

  static String yaml() {
    StringBuilder test = new StringBuilder("rule_files:\n");
    Folder.rules().stream()
        .filter(file -> file.endsWith("faults.yaml"))
        .forEach(file -> test.append("- ").append(file.toAbsolutePath()).append('\n'));
    test.append("evaluation_interval: 15s\ntests:\n- interval: 15s\n  input_series:\n");
    for (String cluster : CLUSTERS) {
      for (FaultSample fault : FaultSample.ALL) {
        String series =
            fault.series(
                KnownLabels.of(
                    "job", "netcheck-exporter", "instance", "exporter:8080", "cluster", cluster));
        test.append("  - {series: '%s', values: '_x4 1+0x60'}\n".formatted(series));
      }
    }
    test.append("  promql_expr_test:\n");
    test.append("  - expr: count(ALERTS{alertstate=\"firing\"})\n");
    test.append(
        "    eval_time: 10m\n    exp_samples: [{labels: '{}', value: %d}]\n"
            .formatted(
                CLUSTERS.size() * FaultSample.ALL.stream().filter(FaultCases::alerts).count()));
    test.append("  alert_rule_test:\n");
    for (Rule rule : Rule.ofFaults()) {
      int fires = BEGIN_SECONDS + rule.waits();
      test.append(
          "  - {eval_time: %ds, alertname: %s, exp_alerts: []}\n"
              .formatted(fires - 15, rule.name()));
      test.append(
          "  - eval_time: %ds\n    alertname: %s\n    exp_alerts:\n".formatted(fires, rule.name()));
      for (String cluster : CLUSTERS) {
        FaultSample.ALL.stream()
            .filter(fault -> fault.kind().alerts().contains(rule.name()))
            .forEach(fault -> test.append(expected(rule, fault, cluster)));
      }
    }
    return test.toString();
  }

  private static boolean alerts(FaultSample fault) {
    return !fault.kind().alerts().isEmpty();
  }

  private static String expected(Rule rule, FaultSample fault, String cluster) {
    Map<String, String> labels = new TreeMap<>(fault.place());
    labels.put("cluster", cluster);
    labels.put("kind", fault.kind().label());
    labels.put("severity", fault.severity().toString());
    labels.put("subject", fault.subject());
    String description =
        (cluster.isEmpty() ? "" : "Cluster " + cluster + ": ")
            + fault.kind().sentence(fault.subject())
            + "."
            + (rule.annotation("description").contains("It shows in")
                ? " It shows in network pod, IP family all, probe udp."
                : "");
    return """
        - exp_labels: {%s}
          exp_annotations:
            summary: '%s'
            description: '%s'
            runbook_url: 'https://netcheck.io/runbooks/%s'
            dashboard_url: '%s'
    """
        .formatted(
            labels.entrySet().stream()
                .filter(label -> !label.getValue().isEmpty())
                .map(label -> label.getKey() + ": '" + label.getValue() + "'")
                .collect(Collectors.joining(", ")),
            rule.annotation("summary"),
            description,
            rule.name(),
            filled(rule.annotation("dashboard_url"), labels));
  }

  /** A template of Prometheus that uses only labels. */
  private static String filled(String template, Map<String, String> labels) {
    String blocks =
        WITH.matcher(template)
            .replaceAll(block -> {
              String value = labels.getOrDefault(block.group(1), "");
              return Matcher.quoteReplacement(
                  value.isEmpty() ? "" : block.group(2).replace("{{ . }}", value));
            });
    return LABEL
        .matcher(blocks)
        .replaceAll(label -> Matcher.quoteReplacement(labels.getOrDefault(label.group(1), "")));
  }
}
