// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.legacy.golang.GoTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The agents of netchecker that reported, by the name of their pod. Thread-safe. */
final class ReportingAgents {
  static final String MALFORMED = ErrorCode.MALFORMED.label();
  static final String TOO_MANY_CLIENTS = ErrorCode.TOO_MANY_CLIENTS.label();

  private static final int LONGEST_NAME = 253;
  private static final long SWEEP_NANOS = 1_000_000_000L;

  /** A report with a thousand interfaces has 60 KB. */
  private static final int LARGEST_REPORT = 128 * 1024;

  /** The limit for all reports together. */
  private static final long ROOM_BYTES = 32L * 1024 * 1024;

  private final RegistryConfig config;
  private final ProcessClock clock;
  private final long epochNanos;
  private final TreeMap<String, ReportingAgent> reporters = new TreeMap<>();
  private long bytes;
  private long dueNanos;

  ReportingAgents(RegistryConfig config, ProcessClock clock) {
    this.config = config;
    this.clock = clock;
    this.epochNanos = clock.nanoTime();
  }

  long nowNanos() {
    return clock.nanoTime() - epochNanos;
  }

  /**
   * Adds a report.
   *
   * @return why it was dropped; empty if it was not
   */
  Optional<String> hear(AgentReport report) {
    String name = report.podName();
    if (!isName(name) || (!report.nodeName().isEmpty() && !isName(report.nodeName()))) {
      return Optional.of(MALFORMED);
    }
    GoTime updated = GoTime.of(clock.instant());
    byte[] json = AgentJson.write(report, updated);
    byte[] shorter = json.length > LARGEST_REPORT ? AgentJson.writeShort(report, updated) : json;
    return enter(report, shorter, updated);
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_NAME
        && text.chars().noneMatch(Character::isISOControl);
  }

  private synchronized Optional<String> enter(AgentReport report, byte[] json, GoTime updated) {
    long now = nowNanos();
    sweep(now);
    ReportingAgent before = reporters.get(report.podName());
    if (before == null && reporters.size() >= config.maxClients()) {
      return Optional.of(TOO_MANY_CLIENTS);
    }
    ReportingAgent next =
        before == null ? first(report, json, now) : after(before, report, json, now);
    if (bytes + next.json().length > ROOM_BYTES) {
      next = withJson(next, AgentJson.writeShort(report, updated));
    }
    bytes += next.json().length - (before == null ? 0 : before.json().length);
    reporters.put(report.podName(), next);
    return Optional.empty();
  }

  private ReportingAgent first(AgentReport report, byte[] json, long now) {
    return new ReportingAgent(
        bare(report), json, probes(report), 1, 1, now, 0, now, clock.instant());
  }

  private ReportingAgent after(ReportingAgent before, AgentReport report, byte[] json, long now) {
    boolean old = before.isNewerThan(report);
    boolean reborn = !old && before.isOutlivedBy(report);
    return new ReportingAgent(
        old ? before.report() : bare(report),
        old ? before.json() : json,
        old ? before.probes() : probes(report),
        before.version() + 1,
        before.incarnation() + (reborn ? 1 : 0),
        reborn ? now : before.incarnationBeganNanos(),
        before.errors(now),
        now,
        clock.instant());
  }

  private static List<HttpProbe> probes(AgentReport report) {
    return report.probes() == null ? List.of() : List.copyOf(report.probes());
  }

  /** The report without its maps, which are already in the JSON. */
  private static AgentReport bare(AgentReport report) {
    return new AgentReport(
        report.interval(),
        report.nodeName(),
        report.podName(),
        report.hostDate(),
        report.uptime(),
        null,
        report.probes() == null ? null : List.of(),
        null);
  }

  private static ReportingAgent withJson(ReportingAgent reporter, byte[] json) {
    return new ReportingAgent(
        reporter.report(),
        json,
        List.of(),
        reporter.version(),
        reporter.incarnation(),
        reporter.incarnationBeganNanos(),
        reporter.errorsBefore(),
        reporter.heardNanos(),
        reporter.heardAt());
  }

  private void sweep(long now) {
    // A sweep with every report would cost more than the report itself.
    if (now < dueNanos) {
      return;
    }
    dueNanos = now + SWEEP_NANOS;
    long forget = config.forgetAfter().toNanos();
    Map<String, ReportingAgent> latest = new HashMap<>();
    for (ReportingAgent reporter : reporters.values()) {
      latest.merge(
          reporter.label(),
          reporter,
          (one, other) -> one.heardNanos() >= other.heardNanos() ? one : other);
    }
    for (Iterator<ReportingAgent> it = reporters.values().iterator(); it.hasNext(); ) {
      ReportingAgent reporter = it.next();
      boolean forgotten = now - reporter.heardNanos() > forget && reporter.isAbsent(now);
      if (forgotten || isReplaced(reporter, latest.get(reporter.label()), now)) {
        bytes -= reporter.json().length;
        it.remove();
      }
    }
  }

  /** Whether its pod is gone and another pod replaced it on the node. */
  private static boolean isReplaced(
      ReportingAgent reporter, @Nullable ReportingAgent latest, long now) {
    return latest != null
        && !latest.report().podName().equals(reporter.report().podName())
        && !reporter.report().nodeName().isEmpty()
        && reporter.isOutdated(now)
        && !latest.isOutdated(now);
  }

  /** All agents by name, including silent ones. */
  synchronized List<ReportingAgent> all() {
    sweep(nowNanos());
    return new ArrayList<>(reporters.values());
  }

  synchronized Optional<ReportingAgent> find(String name) {
    sweep(nowNanos());
    return Optional.ofNullable(reporters.get(name));
  }
}
