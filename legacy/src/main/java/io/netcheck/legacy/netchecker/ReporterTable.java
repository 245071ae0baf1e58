// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.daemon.ProcessClock;
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

/** netchecker's agents by the name of their pod. Thread-safe. */
final class ReporterTable {
  static final String MALFORMED = "malformed";
  static final String TOO_MANY_CLIENTS = "too_many_clients";

  private static final int LONGEST_NAME = 253;
  private static final long SWEEP_NANOS = 1_000_000_000L;

  /** A report with a thousand interfaces has 60 KB. */
  private static final int LARGEST_REPORT = 128 * 1024;

  /** What all reports may hold together. */
  private static final long ROOM_BYTES = 32L * 1024 * 1024;

  private final RegistryConfig config;
  private final ProcessClock clock;
  private final long epochNanos;
  private final TreeMap<String, Reporter> reporters = new TreeMap<>();
  private long bytes;
  private long dueNanos;

  ReporterTable(RegistryConfig config, ProcessClock clock) {
    this.config = config;
    this.clock = clock;
    this.epochNanos = clock.nanoTime();
  }

  long nowNanos() {
    return clock.nanoTime() - epochNanos;
  }

  /**
   * Takes a report in.
   *
   * @return why it was left out, empty where it was not
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
    Reporter before = reporters.get(report.podName());
    if (before == null && reporters.size() >= config.maxClients()) {
      return Optional.of(TOO_MANY_CLIENTS);
    }
    Reporter next = before == null ? first(report, json, now) : after(before, report, json, now);
    if (bytes + next.json().length > ROOM_BYTES) {
      next = withJson(next, AgentJson.writeShort(report, updated));
    }
    bytes += next.json().length - (before == null ? 0 : before.json().length);
    reporters.put(report.podName(), next);
    return Optional.empty();
  }

  private Reporter first(AgentReport report, byte[] json, long now) {
    return new Reporter(bare(report), json, probes(report), 1, 1, now, 0, now, clock.instant());
  }

  private Reporter after(Reporter before, AgentReport report, byte[] json, long now) {
    boolean old = before.isNewerThan(report);
    boolean reborn = !old && before.isOutlivedBy(report);
    return new Reporter(
        old ? before.report() : bare(report),
        old ? before.json() : json,
        old ? before.probes() : probes(report),
        before.version() + 1,
        before.life() + (reborn ? 1 : 0),
        reborn ? now : before.lifeBeganNanos(),
        before.errors(now),
        now,
        clock.instant());
  }

  private static List<HttpProbe> probes(AgentReport report) {
    return report.probes() == null ? List.of() : List.copyOf(report.probes());
  }

  /** Without the maps, which are in the JSON already. */
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

  private static Reporter withJson(Reporter reporter, byte[] json) {
    return new Reporter(
        reporter.report(),
        json,
        List.of(),
        reporter.version(),
        reporter.life(),
        reporter.lifeBeganNanos(),
        reporter.errorsBefore(),
        reporter.heardNanos(),
        reporter.heardAt());
  }

  private void sweep(long now) {
    // Looking through all of them at every report would cost more than the reports themselves.
    if (now < dueNanos) {
      return;
    }
    dueNanos = now + SWEEP_NANOS;
    long forget = config.forgetAfter().toNanos();
    Map<String, Reporter> latest = new HashMap<>();
    for (Reporter reporter : reporters.values()) {
      latest.merge(
          reporter.label(),
          reporter,
          (one, other) -> one.heardNanos() >= other.heardNanos() ? one : other);
    }
    for (Iterator<Reporter> it = reporters.values().iterator(); it.hasNext(); ) {
      Reporter reporter = it.next();
      boolean forgotten = now - reporter.heardNanos() > forget && reporter.isAbsent(now);
      if (forgotten || isReplaced(reporter, latest.get(reporter.label()), now)) {
        bytes -= reporter.json().length;
        it.remove();
      }
    }
  }

  /** Whether its pod is gone and another has taken its place on the node. */
  private static boolean isReplaced(Reporter reporter, @Nullable Reporter latest, long now) {
    return latest != null
        && !latest.report().podName().equals(reporter.report().podName())
        && !reporter.report().nodeName().isEmpty()
        && reporter.isOutdated(now)
        && !latest.isOutdated(now);
  }

  /** All of them by name, silent ones included. */
  synchronized List<Reporter> all() {
    sweep(nowNanos());
    return new ArrayList<>(reporters.values());
  }

  synchronized Optional<Reporter> find(String name) {
    sweep(nowNanos());
    return Optional.ofNullable(reporters.get(name));
  }
}
