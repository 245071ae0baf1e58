// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricMetadata;
import io.prometheus.metrics.model.snapshots.PrometheusNaming;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * One metric of the catalogue. Its name, type, labels and meaning are written here only: the code
 * that sets its values, {@code docs/metrics.md} and the tests of rules and dashboards read them.
 *
 * @param name as in the text format: it ends with the unit and, for a counter or an info, with
 *     {@code _total} or {@code _info}
 * @param help one sentence, for the scrape and the documentation
 * @param note what only the documentation adds, as Markdown; may be empty
 * @param labels of every series, in the order in which the code gives their values
 * @param optional labels that follow these where the program knows a value for them
 * @param series how many series there are, and when, for the documentation
 */
public record Metric(
    String name,
    MetricType type,
    String help,
    String note,
    List<String> labels,
    List<String> optional,
    String series) {
  private static final String TOTAL = "_total";
  private static final String INFO = "_info";

  public Metric {
    labels = List.copyOf(labels);
    optional = List.copyOf(optional);
    if (name.endsWith(TOTAL) != (type == MetricType.COUNTER)
        || name.endsWith(INFO) != (type == MetricType.INFO)) {
      throw new IllegalArgumentException("the name of a " + type + " cannot be " + name);
    }
    if (!PrometheusNaming.isValidLegacyMetricName(name) || help.isEmpty()) {
      throw new IllegalArgumentException("no name and help of a metric: " + name + ", " + help);
    }
  }

  public static Metric gauge(String name, String help) {
    return new Metric(name, MetricType.GAUGE, help, "", List.of(), List.of(), "1");
  }

  public static Metric counter(String name, String help) {
    return new Metric(name, MetricType.COUNTER, help, "", List.of(), List.of(), "1");
  }

  public static Metric histogram(String name, String help) {
    return new Metric(name, MetricType.HISTOGRAM, help, "", List.of(), List.of(), "1");
  }

  /** A metric whose value is always 1 and whose labels carry the information. */
  public static Metric info(String name, String help) {
    return new Metric(name, MetricType.INFO, help, "", List.of(), List.of(), "1");
  }

  public Metric by(String... names) {
    return new Metric(name, type, help, note, List.of(names), optional, series);
  }

  public Metric optional(String... names) {
    return new Metric(name, type, help, note, labels, List.of(names), series);
  }

  public Metric series(String count) {
    return new Metric(name, type, help, note, labels, optional, count);
  }

  public Metric note(String markdown) {
    return new Metric(name, type, help, markdown, labels, optional, series);
  }

  /** The type as the text format names it, which has no infos. */
  public String textType() {
    return type == MetricType.INFO ? "gauge" : type.name().toLowerCase(Locale.ROOT);
  }

  /** Whether the text format has series of this metric with the name {@code seriesName}. */
  public boolean hasSeries(String seriesName) {
    return type == MetricType.HISTOGRAM
        ? Stream.of("_bucket", "_sum", "_count").anyMatch(end -> seriesName.equals(name + end))
        : seriesName.equals(name);
  }

  /** Starts the series of one scrape. */
  public MetricFamily family() {
    return new MetricFamily(this);
  }

  /** Makes a scrape's only series of this metric. */
  public MetricFamily family(double value, String... labelValues) {
    return family().add(value, labelValues);
  }

  /** The names of the labels of a series without the optional ones. */
  public LabelNames labelNames() {
    return labelNames(labels.size());
  }

  /**
   * The names of the labels of a series with so many label values.
   *
   * @param count those of {@link #labels()}, and the first of {@link #optional()}
   * @throws IllegalArgumentException if there are too few or too many
   */
  public LabelNames labelNames(int count) {
    if (count < labels.size() || count > labels.size() + optional.size()) {
      throw wrong(count + " of them");
    }
    return new LabelNames(Stream.concat(labels.stream(), optional.stream()).limit(count).toList());
  }

  /** Checks labels that were made for another metric. */
  void check(LabelNames given) {
    List<String> names = List.of(given.sorted());
    if (!names.containsAll(labels)
        || !names.stream().allMatch(name -> labels.contains(name) || optional.contains(name))) {
      throw wrong(given.toString());
    }
  }

  private IllegalArgumentException wrong(String given) {
    return new IllegalArgumentException(
        name + " has the labels " + labels + " and " + optional + ", not " + given);
  }

  /** Registers a counter of events. */
  public Counter newCounter(PrometheusRegistry registry) {
    return Counter.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .register(registry);
  }

  /** Registers a histogram of observations, with classic buckets only. */
  public Histogram newHistogram(PrometheusRegistry registry, double... upperBounds) {
    return Histogram.builder()
        .name(name)
        .help(help)
        .labelNames(labels.toArray(String[]::new))
        .classicOnly()
        .classicUpperBounds(upperBounds)
        .register(registry);
  }

  /** The library adds the ends of counters and infos by itself. */
  MetricMetadata metadata() {
    return new MetricMetadata(baseName(), help);
  }

  /** The name without the end that says what the type is. */
  String baseName() {
    String end =
        switch (type) {
          case COUNTER -> TOTAL;
          case INFO -> INFO;
          default -> "";
        };
    return name.substring(0, name.length() - end.length());
  }
}
