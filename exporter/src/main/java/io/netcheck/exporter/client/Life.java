// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.client;

import io.netcheck.protocol.Heartbeat;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * One life of an agent's process, as its heartbeats tell: when it started, what it last said.
 * Guarded by its {@link Row}.
 */
final class Life {
  /** Of two lives with one identity the greater one started last, and holds it. */
  static final Comparator<Life> BY_START =
      Comparator.<Life>comparingLong(life -> life.startedNanos)
          .thenComparing(life -> life.last.instance());

  /** Nobody's uptime is longer; keeps the arithmetic from overflowing. */
  private static final Duration LONGEST_UPTIME = Duration.ofDays(36_525);

  /** An agent that is silent for an hour is forgotten; it cannot miss more than these in one. */
  private static final long MOST_LOST_AT_ONCE = 20_000;

  private static final Duration LEAST_STALL = Duration.ofSeconds(15);
  private static final Duration LONGEST_INTERVAL = Duration.ofMinutes(1);

  private final long startedNanos;
  private Heartbeat last;
  private long heardNanos;
  private Instant heardAt;
  private long roundsGrewNanos;
  private int refusals;

  /**
   * Its start is reckoned once, from its first heartbeat. The order of two lives then never
   * changes, however long each heartbeat is on its way.
   */
  Life(Heartbeat first, long nowNanos, Instant now) {
    long uptime =
        first.uptime().compareTo(LONGEST_UPTIME) < 0
            ? first.uptime().toNanos()
            : LONGEST_UPTIME.toNanos();
    this.startedNanos = nowNanos - uptime;
    this.last = first;
    this.heardNanos = nowNanos;
    this.heardAt = now;
    this.roundsGrewNanos = nowNanos;
  }

  /** Takes a further heartbeat in; returns how many were lost between the last one and it. */
  long hear(Heartbeat heartbeat, long nowNanos, Instant now) {
    long lost = heartbeat.sequence() - last.sequence() - 1;
    if (heartbeat.roundsCompleted() > last.roundsCompleted()) {
      roundsGrewNanos = nowNanos;
    }
    last = heartbeat;
    heardNanos = nowNanos;
    heardAt = now;
    return Math.min(lost, MOST_LOST_AT_ONCE);
  }

  /** Whether {@code heartbeat} is one it sent before the last one that was heard, or that one. */
  boolean isOld(Heartbeat heartbeat) {
    return heartbeat.sequence() <= last.sequence();
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
    Duration interval =
        last.interval().compareTo(LONGEST_INTERVAL) < 0 ? last.interval() : LONGEST_INTERVAL;
    Duration patience = interval.multipliedBy(3);
    Duration allowed = patience.compareTo(LEAST_STALL) > 0 ? patience : LEAST_STALL;
    return Duration.ofNanos(heardNanos - roundsGrewNanos).compareTo(allowed) < 0;
  }
}
