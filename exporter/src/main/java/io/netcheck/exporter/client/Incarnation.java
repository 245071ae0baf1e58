// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;

/**
 * One start of an agent's process, as its heartbeats report it: when it started, and what it last
 * measured. Guarded by its {@link ClientEntry}.
 */
final class Incarnation {
  /**
   * The order of starts that are closer than this is not certain, because heartbeats and messages
   * between exporters take some time.
   */
  private static final long CLOSE_NANOS = Duration.ofMillis(500).toNanos();

  /** A limit that keeps the arithmetic from overflowing. */
  private static final Duration LONGEST_UPTIME = Duration.ofDays(36_525);

  /** An agent that is silent for an hour is forgotten, so it cannot miss more at once. */
  private static final long MOST_LOST_AT_ONCE = 20_000;

  private static final Duration LEAST_STALL = Duration.ofSeconds(15);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

  private long startedNanos;
  private Heartbeat last;

  /** What {@link #last} keeps in the heap; 0 until it is measured. */
  private long bytes;

  private long heardNanos;
  private Instant heardAt;
  private long roundsGrewNanos;
  private int refusals;

  /** Of the last heartbeat that any exporter heard: that of {@link #last} or a later one. */
  private long sequence;

  /** Whether another exporter, or an earlier process, heard the last heartbeat. */
  private boolean elsewhere;

  /** Whether it got a new period because the exporter that heard it fell silent. */
  private boolean renewed;

  /** Whether this process knows it only from an earlier one, so that its age is not known. */
  private boolean restored;

  /**
   * Its start is computed once, from its first heartbeat. So the order of two incarnations never
   * changes, however long each heartbeat takes.
   */
  Incarnation(Heartbeat first, long nowNanos, Instant now) {
    this.startedNanos = nowNanos - shorter(first.uptime(), LONGEST_UPTIME).toNanos();
    this.last = first;
    this.heardNanos = nowNanos;
    this.heardAt = now;
    this.roundsGrewNanos = nowNanos;
    this.sequence = first.sequence();
  }

  /** An incarnation that another exporter knows. */
  Incarnation(IncarnationRecord known, long nowNanos) {
    this.startedNanos = nowNanos - shorter(known.startedAgo(), LONGEST_UPTIME).toNanos();
    this.last = known.last();
    this.sequence = known.sequence();
    this.heardAt = known.heardAt();
    this.elsewhere = true;
    date(known, nowNanos);
    this.refusals = known.refusals();
  }

  /** An incarnation that an earlier process knew. */
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

  /** Whether this one started after {@code other}, and so holds their common identity. */
  boolean startedAfter(Incarnation other) {
    return startedNanos == other.startedNanos
        ? last.instance().compareTo(other.last.instance()) > 0
        : startedNanos > other.startedNanos;
  }

  /**
   * Treats two starts that are too close as equal, so that the instance names decide. Two exporters
   * must find the same order.
   */
  void settleOrder(Incarnation other) {
    if (Math.abs(startedNanos - other.startedNanos) < CLOSE_NANOS) {
      startedNanos = other.startedNanos;
    }
  }

  /** Takes in another heartbeat. Returns how many were lost before it. */
  long hear(Heartbeat heartbeat, long nowNanos, Instant now) {
    // Heartbeats that came before this process started were not lost.
    long lost = restored ? 0 : heartbeat.sequence() - sequence - 1;
    if (heartbeat.roundsCompleted() > last.roundsCompleted()) {
      roundsGrewNanos = nowNanos;
    }
    last = heartbeat;
    bytes = 0;
    sequence = heartbeat.sequence();
    heardNanos = nowNanos;
    heardAt = now;
    elsewhere = false;
    renewed = false;
    restored = false;
    return Math.min(lost, MOST_LOST_AT_ONCE);
  }

  /** What its last heartbeat keeps in the heap, about. */
  long bytes() {
    if (bytes == 0) {
      bytes = ReportedBytes.of(last);
    }
    return bytes;
  }

  /** Whether {@code heartbeat} is one it sent before the last one that was heard, or that one. */
  boolean isOld(Heartbeat heartbeat) {
    return heartbeat.sequence() <= sequence;
  }

  /** Takes in what another exporter knows of this life, as far as it is newer. */
  void learn(IncarnationRecord known, long nowNanos) {
    if (known.last().sequence() > last.sequence()) {
      last = known.last();
      bytes = 0;
    }
    refusals = Math.max(refusals, known.refusals());
    // If neither exporter has heard it itself, the greater age is nearer to the truth, because the
    // time of transport or of a restart is missing in the other one.
    boolean older =
        elsewhere
            && !renewed
            && known.sequence() == sequence
            && known.age().compareTo(age(nowNanos)) > 0;
    if (older || known.sequence() > sequence) {
      sequence = known.sequence();
      heardAt = known.heardAt();
      date(known, nowNanos);
      elsewhere = true;
      renewed = false;
      restored = false;
    }
  }

  /** Another exporter heard a heartbeat of it, without its content being known here. */
  void heardElsewhere(ClientSighting sighting, long nowNanos, Instant now) {
    if (sighting.sequence() > sequence) {
      last = last.stretched(sighting.stretch());
      sequence = sighting.sequence();
      heardNanos = nowNanos - shorter(sighting.age(), LONGEST_UPTIME).toNanos();
      heardAt = now.minus(sighting.age());
      if (sighting.probing()) {
        roundsGrewNanos = heardNanos;
      }
      elsewhere = true;
      renewed = false;
      restored = false;
    }
  }

  boolean isHearsay() {
    return elsewhere;
  }

  /** Other exporters could not report for this time, so it does not count if they heard it. */
  void hold(long nanos) {
    if (elsewhere) {
      heardNanos += nanos;
      roundsGrewNanos += nanos;
    }
  }

  /**
   * The exporter that heard it fell silent. If it was fresh, it gets a whole new period, once until
   * it is heard again.
   */
  void renew(Duration usual, long nowNanos) {
    if (elsewhere && !renewed && age(nowNanos).compareTo(freshness(usual)) <= 0) {
      hold(nowNanos - heardNanos);
      renewed = true;
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

  /** Counts an answer that told it that another incarnation holds the identity. */
  void refuse() {
    refusals++;
  }

  /** Restarts the count, because it got or lost the identity. */
  void forgiveRefusals() {
    refusals = 0;
  }

  /**
   * Whether it goes on, though it was told that another one holds its identity. One heartbeat does
   * not count, because it can be of a process that just ended.
   */
  boolean persists() {
    return refusals >= 2;
  }

  /** For how long its last heartbeat is fresh, if it is for {@code usual} at the usual interval. */
  Duration freshness(Duration usual) {
    return last.stretch().of(usual, last.interval());
  }

  Heartbeat last() {
    return last;
  }

  Instant heardAt() {
    return heardAt;
  }

  Duration age(long nowNanos) {
    // Another thread can have read the clock before this heartbeat, and waited for its turn since.
    return Duration.ofNanos(Math.max(0, nowNanos - heardNanos));
  }

  Duration clockOffset() {
    return Duration.between(heardAt, last.clock());
  }

  /**
   * Whether its rounds of probing went on until its last heartbeat. An agent without peers also
   * completes rounds, so rounds that stand still mean that it is stuck.
   */
  boolean probes() {
    Duration patience = shorter(last.effectiveInterval(), LONGEST_INTERVAL).multipliedBy(3);
    Duration allowed = patience.compareTo(LEAST_STALL) > 0 ? patience : LEAST_STALL;
    return Duration.ofNanos(heardNanos - roundsGrewNanos).compareTo(allowed) < 0;
  }
}
