// SPDX-License-Identifier: Apache-2.0
package io.netcheck.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * What an exporter uses while its agents send heartbeats steadily.
 *
 * @param what begins the line of each figure
 */
record SteadyLoad(String what, MeasuredProcess exporter, AgentLoad crowd) {
  private static final Duration MEASURED = Duration.ofSeconds(30);
  private static final double NANOS = 1e9;

  /**
   * Measures for half a minute, and adds the figures.
   *
   * @param mostPercent of a core
   * @return the CPU of one core, of which 1 is all
   */
  double measure(double mostPercent, List<Measurement> figures)
      throws IOException, InterruptedException {
    long acceptedBefore = crowd.accepted();
    long failedBefore = crowd.failed();
    Duration cpuBefore = exporter.cpu();
    long begin = System.nanoTime();
    Thread.sleep(MEASURED);
    double seconds = (System.nanoTime() - begin) / NANOS;
    double load = exporter.cpu().minus(cpuBefore).toNanos() / NANOS / seconds;
    figures.add(
        Measurement.plain(
            what + "heartbeats a second", (crowd.accepted() - acceptedBefore) / seconds, ""));
    figures.add(Measurement.count(what + "heartbeats failed", crowd.failed() - failedBefore));
    figures.add(Measurement.atMost(what + "CPU of one core", 100 * load, mostPercent, "%"));
    return load;
  }
}
