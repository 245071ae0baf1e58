// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One agent after its last report. Never changes; the next report makes another.
 *
 * @param json its last report, as it is given back
 * @param probes of its last report
 * @param version counts its reports, over all its lives
 * @param life counts its lives: a new one begins when its host's uptime starts anew
 * @param errorsBefore reports that were missed before the last one
 * @param heardNanos when the last one came, by the exporter's monotonic clock
 * @param heardAt the same by its wall clock; for display
 */
@SuppressWarnings("ArrayRecordComponent") // written out, never changed
record ReportingAgent(
    AgentReport report,
    byte[] json,
    List<HttpProbe> probes,
    long version,
    int life,
    long lifeBeganNanos,
    long errorsBefore,
    long heardNanos,
    Instant heardAt) {
  /** What the agent takes where nobody says otherwise. */
  private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);

  private static final long LONGEST_INTERVAL_SECONDS = 3_600;

  /** The server's default of {@code -report-ttl}. */
  private static final Duration REPORT_TTL = Duration.ofMinutes(5);

  /** Its node and network in one word, as the metrics have it. */
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

  /** Whether its last report is so old that it counts for nothing. */
  boolean isAbsent(long nowNanos) {
    return nowNanos - heardNanos > Math.max(REPORT_TTL.toNanos(), 2 * intervalNanos());
  }

  /** Reports missed so far: the first after two intervals, then one with each. */
  long errors(long nowNanos) {
    return errorsBefore + Math.max(0, (nowNanos - heardNanos) / intervalNanos() - 1);
  }

  /** Whether {@code next} was sent before the report that is here, by the agent's own word. */
  boolean isNewerThan(AgentReport next) {
    return next.hostDate().isPresent()
        && report.hostDate().isPresent()
        && next.hostDate().get().instant().isBefore(report.hostDate().get().instant())
        && Long.compareUnsigned(next.uptime().orElse(0), report.uptime().orElse(0)) <= 0;
  }

  /** Whether {@code next} comes from a later life of the host. */
  boolean isOutlivedBy(AgentReport next) {
    return next.uptime().isPresent()
        && Long.compareUnsigned(next.uptime().getAsLong(), report.uptime().orElse(0)) < 0;
  }
}
