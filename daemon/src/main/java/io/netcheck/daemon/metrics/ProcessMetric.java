// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.metrics;

import java.util.List;

/** The metrics of every process of Netcheck, beside those of its JVM. */
public final class ProcessMetric {
  public static final Metric BUILD_INFO =
      Metric.info("netcheck_build_info", "The build of Netcheck that runs here; always 1.")
          .by("version", "revision", "javaversion");

  public static final List<Metric> ALL = List.of(BUILD_INFO);

  private ProcessMetric() {}
}
