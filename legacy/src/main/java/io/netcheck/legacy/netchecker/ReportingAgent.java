// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * One agent after its last report. Immutable; the next report creates a new one.
 *
 * @param report its last report, without the maps that {@code lists} has
 * @param version how many reports it sent, over all incarnations
 * @param incarnation counts its incarnations; a new one begins when its host restarts
 * @param errorsBefore reports that were missed before the last one
 * @param heardNanos when the last one came, by the exporter's monotonic clock
 * @param heardAt the same by the wall clock, for display
 * @param elsewhere whether another exporter heard that one
 */
record ReportingAgent(
    AgentReport report,
    AgentLists lists,
    long version,
    int incarnation,
    long incarnationBeganNanos,
    long errorsBefore,
    long heardNanos,
    Instant heardAt,
    boolean elsewhere) {
  /** The agent's default. */
  private static final Duration DEFAULT_INTERVAL = Duration.ofMinutes(1);

  /** A probe without its URL. */
  private static final int PROBE_BYTES = 96;

  private static final long LONGEST_INTERVAL_SECONDS = 3_600;

  /** The server's default of {@code -report-ttl}. */
  private static final Duration REPORT_TTL = Duration.ofMinutes(5);

  List<HttpProbe> probes() {
    List<HttpProbe> probes = report.probes();
    return probes == null ? List.of() : probes;
  }

  /** What it needs of the memory for all reports, in bytes. */
  int size() {
    return lists.size()
        + probes().stream().mapToInt(probe -> PROBE_BYTES + probe.url().length()).sum();
  }

  /** Without its lists, if there is no room for them. */
  ReportingAgent shortened() {
    return new ReportingAgent(
        report.withProbes(null),
        AgentLists.NONE,
        version,
        incarnation,
        incarnationBeganNanos,
        errorsBefore,
        heardNanos,
        heardAt,
        elsewhere);
  }

  ReportingAgent withLists(AgentLists other) {
    return new ReportingAgent(
        report,
        other,
        version,
        incarnation,
        incarnationBeganNanos,
        errorsBefore,
        heardNanos,
        heardAt,
        elsewhere);
  }

  /** The same if it was heard then, unless it was heard later. */
  ReportingAgent heard(long atNanos, Instant at, boolean byOther) {
    return atNanos <= heardNanos
        ? this
        : new ReportingAgent(
            report,
            lists,
            version,
            incarnation,
            incarnationBeganNanos,
            errorsBefore,
            atNanos,
            at,
            byOther);
  }

  /** Whether both say the same, apart from what changes with every report. */
  boolean says(ReportingAgent other) {
    return lists.equals(other.lists)
        && incarnation == other.incarnation
        && report.interval() == other.report.interval()
        && report.nodeName().equals(other.report.nodeName());
  }

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
