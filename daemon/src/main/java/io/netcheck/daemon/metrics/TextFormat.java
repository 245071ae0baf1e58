// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.MetricType;
import java.util.Locale;

/** A text format of metrics. They differ in what precedes the series of a metric. */
public enum TextFormat {
  /** <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Version 0.0.4</a>. */
  PROMETHEUS("") {
    @Override
    String head(Metric metric) {
      String name = metric.name();
      return ("# HELP " + name + " " + EscapedText.line(metric.help()) + "\n")
          + ("# TYPE " + name + " " + metric.textType() + "\n");
    }

    @Override
    ExpositionFormatWriter library() {
      return PrometheusTextFormatWriter.create();
    }
  },

  /**
   * <a href="https://prometheus.io/docs/specs/om/open_metrics_spec/">OpenMetrics 1.0</a>, which
   * knows a metric by its name without end.
   */
  OPEN_METRICS("# EOF\n") {
    @Override
    String head(Metric metric) {
      String name = metric.baseName();
      return ("# TYPE " + name + " " + type(metric.type()) + "\n")
          + ("# HELP " + name + " " + EscapedText.quoted(metric.help()) + "\n");
    }

    @Override
    ExpositionFormatWriter library() {
      return OpenMetricsTextFormatWriter.create();
    }
  };

  private final String end;

  TextFormat(String end) {
    this.end = end;
  }

  /** What precedes the series. */
  abstract String head(Metric metric);

  /** What follows the last metric. */
  String end() {
    return end;
  }

  /** The library's writer of this format, which adds the end to whatever it writes. */
  abstract ExpositionFormatWriter library();

  private static String type(MetricType type) {
    return type.name().toLowerCase(Locale.ROOT);
  }
}
