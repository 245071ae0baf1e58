// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;

/**
 * One life of an agent's process, as its heartbeats tell: when it started, what it last said.
 * Guarded by its {@link ClientEntry}.
 */
final class Incarnation {
  /**
   * Starts that are closer than this may be reckoned in either order: a heartbeat is on its way for
   * some time, and so is what one exporter tells another.
   */
  private static final long CLOSE_NANOS = Duration.ofMillis(500).toNanos();

  /** Nobody's uptime is longer; keeps the arithmetic from overflowing. */
  private static final Duration LONGEST_UPTIME = Duration.ofDays(36_525);

  /** An agent that is silent for an hour is forgotten; it cannot miss more than these in one. */
  private static final long MOST_LOST_AT_ONCE = 20_000;

  private static final Duration LEAST_STALL = Duration.ofSeconds(15);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

  private long startedNanos;
  private Heartbeat last;
  private long heardNanos;
  private Instant heardAt;
  private long roundsGrewNanos;
  private int refusals;

  /** Of the last heartbeat that anybody heard; that of {@link #last} or a later one. */
  private long sequence;

  /** Whether what was heard last was heard by another exporter, or by an earlier process. */
  private boolean elsewhere;

  /** Whether this process knows of it from an earlier one only, and so not how old it is. */
  private boolean restored;

  /**
   * Its start is reckoned once, from its first heartbeat. The order of two lives then never
   * changes, however long each heartbeat is on its way.
   */
  Incarnation(Heartbeat first, long nowNanos, Instant now) {
    this.startedNanos = nowNanos - shorter(first.uptime(), LONGEST_UPTIME).toNanos();
    this.last = first;
    this.heardNanos = nowNanos;
    this.heardAt = now;
    this.roundsGrewNanos = nowNanos;
    this.sequence = first.sequence();
  }

  /** One that another exporter knows. */
  Incarnation(IncarnationRecord known, long nowNanos) {
    this.startedNanos = nowNanos - shorter(known.startedAgo(), LONGEST_UPTIME).toNanos();
    this.last = known.last();
    this.sequence = known.sequence();
    this.heardAt = known.heardAt();
    this.elsewhere = true;
    date(known, nowNanos);
    this.refusals = known.refusals();
  }

  /** One that an earlier process knew. */
  static Incarnation restored(IncarnationRecord known, long nowNanos) {
    Incarnation life = new Incarnation(known, nowNanos);
    life.restored = true;
    return life;
  }

  private void date(IncarnationRecord known, long nowNanos) {
    heardNanos = nowNanos - shorter(known.age(), LONGEST_UPTIME).toNanos();
    roundsGrewNanos = heardNanos - shorter(known.still(), LONGEST_UPTIME).toNanos();
  }

  private static Duration shorter(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /** Whether of these two lives with one identity this one started last, and so holds it. */
  boolean startedAfter(Incarnation other) {
    return startedNanos == other.startedNanos
        ? last.instance().compareTo(other.last.instance()) > 0
        : startedNanos > other.startedNanos;
  }

  /**
   * Two exporters that heard of two lives have to find the same order. Where that of their starts
   * is too close to call, their names decide.
   */
  void settleOrder(Incarnation other) {
    if (Math.abs(startedNanos - other.startedNanos) < CLOSE_NANOS) {
      startedNanos = other.startedNanos;
    }
  }

  /** Takes a further heartbeat in; returns how many were lost between the last one and it. */
  long hear(Heartbeat heartbeat, long nowNanos, Instant now) {
    // Those that came while this process was not yet there were not lost.
    long lost = restored ? 0 : heartbeat.sequence() - sequence - 1;
    if (heartbeat.roundsCompleted() > last.roundsCompleted()) {
      roundsGrewNanos = nowNanos;
    }
    last = heartbeat;
    sequence = heartbeat.sequence();
    heardNanos = nowNanos;
    heardAt = now;
    elsewhere = false;
    restored = false;
    return Math.min(lost, MOST_LOST_AT_ONCE);
  }

  /** Whether {@code heartbeat} is one it sent before the last one that was heard, or that one. */
  boolean isOld(Heartbeat heartbeat) {
    return heartbeat.sequence() <= sequence;
  }

  /** Takes in what another exporter knows of this life, as far as it is newer. */
  void learn(IncarnationRecord known, long nowNanos) {
    if (known.last().sequence() > last.sequence()) {
      last = known.last();
    }
    refusals = Math.max(refusals, known.refusals());
    // Of what neither of the two has heard itself the greater age is nearer to the truth: the time
    // on
    // the way, and that of a restart, are only ever missing.
    boolean older =
        elsewhere && known.sequence() == sequence && known.age().compareTo(age(nowNanos)) > 0;
    if (older || known.sequence() > sequence) {
      sequence = known.sequence();
      heardAt = known.heardAt();
      date(known, nowNanos);
      elsewhere = true;
      restored = false;
    }
  }

  /** Another exporter heard a heartbeat of it, whose content it keeps for itself. */
  void heardElsewhere(ClientSighting sighting, long nowNanos, Instant now) {
    if (sighting.sequence() > sequence) {
      sequence = sighting.sequence();
      heardNanos = nowNanos - shorter(sighting.age(), LONGEST_UPTIME).toNanos();
      heardAt = now.minus(sighting.age());
      if (sighting.probing()) {
        roundsGrewNanos = heardNanos;
      }
      elsewhere = true;
      restored = false;
    }
  }

  boolean isHearsay() {
    return elsewhere;
  }

  /** Nobody could tell this exporter for so long: that time does not count, unless it heard. */
  void hold(long nanos) {
    if (elsewhere) {
      heardNanos += nanos;
      roundsGrewNanos += nanos;
    }
  }

  /** What is known of it. */
  IncarnationRecord known(long nowNanos) {
    return new IncarnationRecord(
        last,
        sequence,
        heardAt,
        age(nowNanos),
        Duration.ofNanos(Math.max(0, nowNanos - startedNanos)),
        Duration.ofNanos(heardNanos - roundsGrewNanos),
        refusals);
  }

  long sequence() {
    return sequence;
  }

  /** Counts an answer that told it that another life holds the identity. */
  void refuse() {
    refusals++;
  }

  /** The count starts anew when it gets the identity, or loses it. */
  void forgiveRefusals() {
    refusals = 0;
  }

  /**
   * Whether it goes on though it was told that another holds its identity. The first heartbeat
   * after a restart may still have been on its way.
   */
  boolean persists() {
    return refusals >= 2;
  }

  Heartbeat last() {
    return last;
  }

  Instant heardAt() {
    return heardAt;
  }

  Duration age(long nowNanos) {
    // One heartbeat may be heard while another thread that has read the clock waits for its turn.
    return Duration.ofNanos(Math.max(0, nowNanos - heardNanos));
  }

  Duration clockOffset() {
    return Duration.between(heardAt, last.clock());
  }

  /**
   * Whether its rounds went on until its last heartbeat. An agent without peers goes round as well,
   * so one that stands still is stuck.
   */
  boolean probes() {
    Duration patience = shorter(last.interval(), LONGEST_INTERVAL).multipliedBy(3);
    Duration allowed = patience.compareTo(LEAST_STALL) > 0 ? patience : LEAST_STALL;
    return Duration.ofNanos(heardNanos - roundsGrewNanos).compareTo(allowed) < 0;
  }
}
