// SPDX-License-Identifier: Apache-2.0
package io.netcheck.legacy.netchecker;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.exporter.client.RegistryConfig;
import io.netcheck.exporter.client.SharedClients.Learned;
import io.netcheck.exporter.store.RecordAge;
import io.netcheck.exporter.store.RecordChanges;
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

  private enum Silence {
    NONE,
    OUTDATED,
    ABSENT;

    static Silence of(ReportingAgent agent, long now) {
      if (agent.isAbsent(now)) {
        return ABSENT;
      }
      return agent.isOutdated(now) ? OUTDATED : NONE;
    }
  }

  private final RegistryConfig config;
  private final ProcessClock clock;
  private final long epochNanos;
  private final TreeMap<String, ReportingAgent> reporters = new TreeMap<>();
  private final RecordChanges changes;

  /** Of the agents that are silent, by pod. */
  private final Map<String, Silence> silences = new HashMap<>();

  private long bytes;
  private long dueNanos;

  ReportingAgents(RegistryConfig config, ProcessClock clock) {
    this.config = config;
    this.clock = clock;
    this.epochNanos = clock.nanoTime();
    this.changes = new RecordChanges(2 * config.maxClients());
  }

  /** What a store must be told. */
  RecordChanges changes() {
    return changes;
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
    AgentLists lists = AgentLists.of(report);
    return enter(report.withoutMaps(), lists.size() > LARGEST_REPORT ? AgentLists.NONE : lists);
  }

  private static boolean isName(String text) {
    return !text.isEmpty()
        && text.length() <= LONGEST_NAME
        && text.chars().noneMatch(Character::isISOControl);
  }

  private synchronized Optional<String> enter(AgentReport report, AgentLists lists) {
    long now = nowNanos();
    sweep(now);
    ReportingAgent before = reporters.get(report.podName());
    if (before == null && reporters.size() >= config.maxClients()) {
      return Optional.of(TOO_MANY_CLIENTS);
    }
    ReportingAgent next =
        put(before == null ? first(report, lists, now) : after(before, report, lists, now));
    changes.heard(name(next));
    if (before == null || !before.says(next)) {
      changes.changed(name(next));
    }
    return Optional.empty();
  }

  private static String name(ReportingAgent agent) {
    return AgentRecords.name(agent.report().podName());
  }

  /** Puts the agent into the table, without its lists if there is no room for them. */
  private ReportingAgent put(ReportingAgent agent) {
    ReportingAgent before = reporters.get(agent.report().podName());
    long others = bytes - (before == null ? 0 : before.size());
    ReportingAgent next = others + agent.size() > ROOM_BYTES ? agent.shortened() : agent;
    bytes = others + next.size();
    reporters.put(next.report().podName(), next);
    return next;
  }

  private ReportingAgent first(AgentReport report, AgentLists lists, long now) {
    return new ReportingAgent(report, lists, 1, 1, now, 0, now, clock.instant(), false);
  }

  private ReportingAgent after(
      ReportingAgent before, AgentReport report, AgentLists lists, long now) {
    boolean old = before.isNewerThan(report);
    boolean reborn = !old && before.isOutlivedBy(report);
    return new ReportingAgent(
        old ? before.report() : report,
        old ? before.lists() : lists,
        before.version() + 1,
        before.incarnation() + (reborn ? 1 : 0),
        reborn ? now : before.incarnationBeganNanos(),
        before.errors(now),
        now,
        clock.instant(),
        false);
  }

  /**
   * Takes in what another exporter, or an earlier process, knows of an agent.
   *
   * @param age what is known of the time since then
   */
  synchronized Learned learn(ReportingAgent theirs, RecordAge age) {
    long now = nowNanos();
    sweep(now);
    String name = theirs.report().podName();
    if (!isName(name)) {
      return Learned.REFUSED;
    }
    ReportingAgent mine = reporters.get(name);
    if (mine == null) {
      if (isForgotten(theirs, now) || reporters.size() >= config.maxClients()) {
        return Learned.REFUSED;
      }
      boolean fresh = age == RecordAge.BEFORE_START && !theirs.isOutdated(now);
      put(fresh ? theirs.heard(now, theirs.heardAt(), true) : theirs);
      return Learned.TAKEN;
    }
    if (theirs.version() > mine.version()) {
      put(theirs.heard(mine.heardNanos(), mine.heardAt(), mine.elsewhere()));
      return Learned.TAKEN;
    }
    boolean same = theirs.version() == mine.version() && mine.elsewhere();
    ReportingAgent next = same ? mine.withLists(theirs.lists()) : mine;
    put(age == RecordAge.FRESH ? next.heard(theirs.heardNanos(), theirs.heardAt(), true) : next);
    return theirs.version() < mine.version() && !mine.says(theirs) ? Learned.AHEAD : Learned.TAKEN;
  }

  /**
   * Another exporter heard an agent.
   *
   * @param theirs the agent without its lists
   */
  synchronized void heardElsewhere(ReportingAgent theirs) {
    ReportingAgent mine = reporters.get(theirs.report().podName());
    if (mine == null) {
      return;
    }
    put(
        theirs.version() > mine.version()
            ? theirs
                .withLists(mine.lists())
                .heard(mine.heardNanos(), mine.heardAt(), mine.elsewhere())
            : mine.heard(theirs.heardNanos(), theirs.heardAt(), true));
  }

  /** Other exporters could not report for this time, so agents that only they hear do not age. */
  synchronized void hold(long nanos) {
    long now = nowNanos();
    reporters.replaceAll((_, agent) ->
        agent.elsewhere()
            ? agent.heard(Math.min(now, agent.heardNanos() + nanos), agent.heardAt(), true)
            : agent);
  }

  private void sweep(long now) {
    // A sweep with every report would cost more than the report itself.
    if (now < dueNanos) {
      return;
    }
    dueNanos = now + SWEEP_NANOS;
    Map<String, ReportingAgent> latest = new HashMap<>();
    for (ReportingAgent reporter : reporters.values()) {
      latest.merge(
          reporter.label(),
          reporter,
          (one, other) -> one.heardNanos() >= other.heardNanos() ? one : other);
    }
    for (Iterator<ReportingAgent> it = reporters.values().iterator(); it.hasNext(); ) {
      ReportingAgent reporter = it.next();
      if (isForgotten(reporter, now) || isReplaced(reporter, latest.get(reporter.label()), now)) {
        bytes -= reporter.size();
        it.remove();
        silences.remove(reporter.report().podName());
        changes.changed(name(reporter));
      } else {
        noteSilence(reporter, now);
      }
    }
  }

  /** What a store has must not look younger than it is: its record is written again. */
  private void noteSilence(ReportingAgent reporter, long now) {
    Silence silence = Silence.of(reporter, now);
    if (silence == Silence.NONE) {
      silences.remove(reporter.report().podName());
    } else if (silences.put(reporter.report().podName(), silence) != silence) {
      changes.changed(name(reporter));
    }
  }

  private boolean isForgotten(ReportingAgent reporter, long now) {
    return now - reporter.heardNanos() > config.forgetAfter().toNanos() && reporter.isAbsent(now);
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
