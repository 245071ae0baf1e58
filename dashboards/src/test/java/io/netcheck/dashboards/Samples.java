// SPDX-License-Identifier: Apache-2.0
package io.netcheck.dashboards;

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
  private final String labelsOfAll;
  private final List<Instant> times;
  private final StringBuilder line = new StringBuilder();
  private long dice;

  /** The value of a series at one time. */
  private interface Value {
    long at(int time);
  }

  Samples(Writer out, String labelsOfAll, List<Instant> times) {
    this.out = out;
    this.labelsOfAll = labelsOfAll;
    this.times = List.copyOf(times);
  }

  /** A counter with random growth. */
  void counter(String name, String labels) throws IOException {
    int step = 1 + roll(20);
    int start = roll(1_000);
    write(name, labels, "", time -> start + (long) time * step);
  }

  /** A random value from 0.1 to 1. */
  void gauge(String name, String labels) throws IOException {
    write(name, labels, "0.", _ -> 100 + roll(900));
  }

  void gauge(String name, String labels, int value) throws IOException {
    write(name, labels, "", _ -> value);
  }

  /** 0 for a third of all series, otherwise 1. */
  void upOrDown(String name, String labels) throws IOException {
    write(name, labels, "", _ -> roll(3) == 0 ? 0 : 1);
  }

  void histogram(String name, String labels) throws IOException {
    for (String bound : BOUNDS) {
      counter(name + "_bucket", labels + ",le=\"" + bound + "\"");
    }
  }

  /** The metrics of every process, and those that Prometheus adds to each scrape. */
  void process(String target) throws IOException {
    gauge("netcheck_build_info", target + ",version=\"0.1.0\"", 1);
    gauge("up", target, 1);
    gauge("scrape_samples_scraped", target);
    gauge("scrape_duration_seconds", target);
    gauge("process_resident_memory_bytes", target);
    gauge("process_open_fds", target);
    gauge("jvm_memory_used_bytes", target + ",area=\"heap\"");
    gauge("jvm_threads_current", target);
    counter("process_cpu_seconds_total", target);
    counter("jvm_gc_collection_seconds_sum", target + ",gc=\"Copy\"");
    counter("jvm_gc_collection_seconds_sum", target + ",gc=\"MarkSweepCompact\"");
  }

  void end() throws IOException {
    out.write("# EOF\n");
  }

  private void write(String name, String labels, String prefix, Value value) throws IOException {
    for (int time = 0; time < times.size(); time++) {
      line.setLength(0);
      line.append(name).append('{').append(labelsOfAll).append(',').append(labels).append("} ");
      line.append(prefix).append(value.at(time));
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
