// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What agents that send by their own schedule, and their exporter, did in some time.
 *
 * @param accepted heartbeats
 * @param failed heartbeats
 * @param p99Millis the 99th percentile of the time of an answer
 */
record HeldAgents(double seconds, long accepted, long failed, double p99Millis, Duration cpu) {
  private static final double NANOS = 1e9;

  /** Holds them for {@code time}. */
  static HeldAgents over(Duration time, MeasuredProcess exporter, ScheduledAgents agents)
      throws IOException, InterruptedException {
    agents.latencies().clear();
    long failedBefore = agents.failed();
    Duration cpuBefore = exporter.cpu();
    long begin = System.nanoTime();
    Thread.sleep(time);
    long end = System.nanoTime();
    return new HeldAgents(
        (end - begin) / NANOS,
        agents.accepted().sum(begin, end),
        agents.failed() - failedBefore,
        agents.latencies().quantile(0.99),
        exporter.cpu().minus(cpuBefore));
  }

  /**
   * @param what begins the line of each figure
   */
  List<Measurement> figures(String what) {
    return List.of(
        Measurement.plain(what + "heartbeats a second", accepted / seconds, ""),
        Measurement.plain(what + "CPU of one core", 100 * cpu.toNanos() / NANOS / seconds, "%"));
  }
}
