// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One agent after its last report. Immutable; the next report creates a new one.
 *
 * @param json its last report, as the API returns it
 * @param probes of its last report
 * @param version how many reports it sent, over all incarnations
 * @param incarnation counts its incarnations; a new one begins when its host restarts
 * @param errorsBefore reports that were missed before the last one
 * @param heardNanos when the last one came, by the exporter's monotonic clock
 * @param heardAt the same by the wall clock, for display
 */
@SuppressWarnings("ArrayRecordComponent") // never changed
record ReportingAgent(
    AgentReport report,
    byte[] json,
    List<HttpProbe> probes,
    long version,
    int incarnation,
    long incarnationBeganNanos,
    long errorsBefore,
    long heardNanos,
    Instant heardAt) {
  /** The agent's default. */
  private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);

  private static final long LONGEST_INTERVAL_SECONDS = 3_600;

  /** The server's default of {@code -report-ttl}. */
  private static final Duration REPORT_TTL = Duration.ofMinutes(5);

  /** Its node and network in one word, as in the metrics. */
  String label() {
    return report.nodeName() + (report.isHostNetwork() ? "-host_network" : "-private_network");
  }

  long intervalNanos() {
    long seconds = report.interval();
    return seconds <= 0
        ? DEFAULT_INTERVAL.toNanos()
        : Duration.ofSeconds(Math.min(seconds, LONGEST_INTERVAL_SECONDS)).toNanos();
  }

  /** Whether its last report is older than two of its intervals. */
  boolean isOutdated(long nowNanos) {
    return nowNanos - heardNanos > 2 * intervalNanos();
  }

  /** Whether its last report is so old that it no longer counts. */
  boolean isAbsent(long nowNanos) {
    return nowNanos - heardNanos > Math.max(REPORT_TTL.toNanos(), 2 * intervalNanos());
  }

  /** How many reports were missed: the first after two intervals, then one per interval. */
  long errors(long nowNanos) {
    return errorsBefore + Math.max(0, (nowNanos - heardNanos) / intervalNanos() - 1);
  }

  /** Whether {@code next} was sent before this report, by the clock of the agent. */
  boolean isNewerThan(AgentReport next) {
    return next.hostDate().isPresent()
        && report.hostDate().isPresent()
        && next.hostDate().get().instant().isBefore(report.hostDate().get().instant())
        && Long.compareUnsigned(next.uptime().orElse(0), report.uptime().orElse(0)) <= 0;
  }

  /** Whether the host restarted before {@code next}. */
  boolean isOutlivedBy(AgentReport next) {
    return next.uptime().isPresent()
        && Long.compareUnsigned(next.uptime().getAsLong(), report.uptime().orElse(0)) < 0;
  }
}
