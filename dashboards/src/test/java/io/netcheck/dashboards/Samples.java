// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

import io.netcheck.daemon.metrics.Metric;
import io.netcheck.daemon.metrics.ProcessMetric;
import io.netcheck.testing.KnownLabels;
import java.io.IOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;

/**
 * Writes samples in the OpenMetrics text format. The values differ at each time and for each
 * series, so that the largest series change over time. They are the same in every run.
 */
final class Samples {
  private static final List<String> BOUNDS =
      List.of("0.0001", "0.001", "0.01", "0.1", "1.0", "+Inf");

  private final Writer out;
  private final String cluster;
  private final List<Instant> times;
  private final StringBuilder line = new StringBuilder();
  private long dice;

  /** The value of a series at one time. */
  private interface Value {
    long at(int time);
  }

  /**
   * @param cluster the label of all series; without one if empty
   * @param seed other seeds lead to other values
   */
  Samples(Writer out, String cluster, long seed, List<Instant> times) {
    this.out = out;
    this.cluster = cluster;
    this.dice = seed;
    this.times = List.copyOf(times);
  }

  /** A counter with random growth, or a gauge with a random value from 0.1 to 1. */
  void write(Metric metric, KnownLabels labels) throws IOException {
    String text = text(metric, labels);
    switch (metric.type()) {
      case COUNTER -> counter(metric.name(), text);
      case HISTOGRAM -> {
        for (String bound : BOUNDS) {
          counter(metric.name() + "_bucket", text.replace("}", ",le=\"" + bound + "\"}"));
        }
      }
      default -> gauge(metric.name(), text);
    }
  }

  void write(Metric metric, KnownLabels labels, int value) throws IOException {
    gauge(metric.name(), text(metric, labels), value);
  }

  /** 0 for a third of all series, otherwise 1. */
  void upOrDown(Metric metric, KnownLabels labels) throws IOException {
    write(metric.name(), text(metric, labels), "", _ -> roll(3) == 0 ? 0 : 1);
  }

  /** A series that is not of Netcheck. */
  void foreign(String name, KnownLabels labels) throws IOException {
    String text = ofCluster(labels).all();
    if (name.endsWith("_total") || name.endsWith("_sum")) {
      counter(name, text);
    } else {
      gauge(name, text);
    }
  }

  void foreign(String name, KnownLabels labels, int value) throws IOException {
    gauge(name, ofCluster(labels).all(), value);
  }

  private KnownLabels ofCluster(KnownLabels labels) {
    return labels.and("cluster", cluster);
  }

  private String text(Metric metric, KnownLabels labels) {
    return ofCluster(labels).text(metric.labels(), metric.optional());
  }

  private void counter(String name, String labels) throws IOException {
    int step = 1 + roll(20);
    int start = roll(1_000);
    write(name, labels, "", time -> start + (long) time * step);
  }

  private void gauge(String name, String labels) throws IOException {
    write(name, labels, "0.", _ -> 100 + roll(900));
  }

  private void gauge(String name, String labels, int value) throws IOException {
    write(name, labels, "", _ -> value);
  }

  /** The metrics of every process, and those that Prometheus adds to each scrape. */
  void process(KnownLabels target) throws IOException {
    write(ProcessMetric.BUILD_INFO, target.and("version", "0.1.0"), 1);
    foreign("up", target, 1);
    foreign("scrape_samples_scraped", target);
    foreign("scrape_duration_seconds", target);
    foreign("process_resident_memory_bytes", target);
    foreign("process_open_fds", target);
    foreign("jvm_memory_used_bytes", target.and("area", "heap"));
    foreign("jvm_threads_current", target);
    foreign("process_cpu_seconds_total", target);
    foreign("jvm_gc_collection_seconds_sum", target.and("gc", "Copy"));
    foreign("jvm_gc_collection_seconds_sum", target.and("gc", "MarkSweepCompact"));
  }

  private void write(String name, String labels, String prefix, Value value) throws IOException {
    for (int time = 0; time < times.size(); time++) {
      line.setLength(0);
      line.append(name).append(labels).append(' ').append(prefix).append(value.at(time));
      line.append(' ').append(times.get(time).getEpochSecond()).append('\n');
      out.append(line);
    }
  }

  /** A random number below {@code bound} (splitmix64). */
  private int roll(int bound) {
    dice += 0x9e3779b97f4a7c15L;
    long mixed = (dice ^ (dice >>> 30)) * 0xbf58476d1ce4e5b9L;
    return Math.floorMod((int) (mixed >>> 32), bound);
  }
}
