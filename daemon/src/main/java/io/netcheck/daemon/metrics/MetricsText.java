// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.prometheus.metrics.model.registry.MetricType;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;

/**
 * Writes all metrics of a registry, byte by byte as the library would: those of its own collectors
 * by its own writers, and those of a {@link MetricSource} without snapshots. Used for one scrape.
 */
public final class MetricsText {
  private final TextFormat format;
  private final TextBuffer text;

  private MetricsText(TextFormat format, OutputStream out) {
    this.format = format;
    this.text = new TextBuffer(out);
  }

  /** Collects and writes the metrics. */
  public static void write(PrometheusRegistry registry, TextFormat format, OutputStream out)
      throws IOException {
    TextScrape scrape = new TextScrape();
    MetricSnapshots others = registry.scrape(scrape);
    new MetricsText(format, out).write(scrape.families(), others);
  }

  private void write(NavigableMap<String, MetricFamily> families, MetricSnapshots others)
      throws IOException {
    List<MetricSnapshot> adjacent = new ArrayList<>();
    for (MetricSnapshot other : others) {
      String name = other.getMetadata().getPrometheusName();
      if (families.containsKey(name)) {
        throw new IllegalStateException(name + " is collected twice");
      }
      NavigableMap<String, MetricFamily> before = families.headMap(name, false);
      if (!before.isEmpty()) {
        writeSnapshots(adjacent);
        adjacent.clear();
        writeFamilies(before.values());
        before.clear();
      }
      adjacent.add(other);
    }
    writeSnapshots(adjacent);
    writeFamilies(families.values());
    text.add(format.end()).flush();
  }

  private void writeSnapshots(List<MetricSnapshot> snapshots) throws IOException {
    if (!snapshots.isEmpty()) {
      ByteArrayOutputStream written = new ByteArrayOutputStream(1_024);
      format.library().write(written, new MetricSnapshots(snapshots));
      text.add(written.toByteArray(), written.size() - format.end().length());
    }
  }

  private void writeFamilies(Collection<MetricFamily> families) throws IOException {
    for (MetricFamily family : families) {
      Metric metric = family.metric();
      text.add(format.head(metric));
      byte[] name = metric.name().getBytes(US_ASCII);
      for (MetricFamily.Point point : family.sorted()) {
        text.add(name).add(point.labels().text()).add(' ');
        if (metric.type() == MetricType.INFO) {
          text.add('1');
        } else {
          text.add(point.value());
        }
        text.add('\n');
      }
    }
  }
}
