// SPDX-License-Identifier: Apache-2.0
package io.netcheck.cli.docs;

import io.netcheck.daemon.metrics.Metric;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/** Metrics of the catalogue as a table of {@code docs/metrics.md}. */
final class MetricsTable {
  private MetricsTable() {}

  static String of(List<Metric> metrics) {
    StringBuilder table = new StringBuilder();
    table.append("| name | type | labels | series | meaning |\n|---|---|---|---|---|\n");
    for (Metric metric : metrics) {
      table
          .append("| `%s` | %s |".formatted(metric.name(), metric.textType()))
          .append(labels(metric))
          .append(" | %s | %s |\n".formatted(metric.series(), meaning(metric)));
    }
    return table.toString();
  }

  private static String labels(Metric metric) {
    String optional = metric.optional().isEmpty() ? "" : " (" + words(metric.optional()) + ")";
    return metric.labels().isEmpty() ? optional : " " + words(metric.labels()) + optional;
  }

  private static String words(Collection<String> words) {
    return words.stream().map(word -> "`" + word + "`").collect(Collectors.joining(", "));
  }

  /** The help is plain text, in which settings and labels are words with an underscore. */
  private static String meaning(Metric metric) {
    String help = metric.help().replaceAll("\\w+_\\w+", "`$0`");
    return metric.note().isEmpty() ? help : help + " " + metric.note();
  }
}
