// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When an agent sends its next heartbeat: quickly one after the other at the start, then once per
 * interval, however the last one ended. So an exporter that is away, slow or just back gets no more
 * heartbeats than usual. All times are those of one monotonic clock. Not thread-safe.
 */
public final class HeartbeatSchedule {
  /** Many links often change together. The first change waits this long for the others. */
  private static final Duration DEBOUNCE = Duration.ofMillis(200);

  /** A new agent needs peers soon, and its peers need to learn about it. */
  private static final Duration[] FIRST = {
    Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2)
  };

  private static final double JITTER = 0.1;

  private final Duration interval;
  private final RandomGenerator random;
  private IntervalStretch stretch = IntervalStretch.NONE;
  private int waits;
  private long begunNanos;

  /**
   * @param interval between two heartbeats, unless an exporter asks for a longer one
   * @param nowNanos when the first one is sent
   */
  public HeartbeatSchedule(Duration interval, RandomGenerator random, long nowNanos) {
    this.interval = interval;
    this.random = random;
    this.begunNanos = nowNanos;
  }

  /** An exporter asks for an interval like this, from now on. */
  public void stretch(IntervalStretch asked) {
    stretch = asked;
  }

  /** How the interval is stretched now. */
  public IntervalStretch stretch() {
    return stretch;
  }

  /** A heartbeat is sent now, because it is due or because something changed. */
  public void begin(long nowNanos) {
    begunNanos = nowNanos;
  }

  /**
   * How long to wait for the next one, when the last one has ended. Counts from the begin of the
   * last one: agents that all waited for one slow answer do not all come back at the same time.
   */
  public long delayNanos(long nowNanos) {
    Duration effective = stretch.of(interval);
    Duration regular =
        waits < FIRST.length && FIRST[waits].compareTo(effective) < 0 ? FIRST[waits] : effective;
    waits = Math.min(waits + 1, FIRST.length);
    double factor = 1 + JITTER * (2 * random.nextDouble() - 1);
    long delay = (long) (regular.toNanos() * factor);
    long passed = nowNanos - begunNanos;
    return passed < delay ? delay - passed : delay;
  }

  /** How long a change waits for others: longer, if the exporter is near its limit. */
  public long gatherNanos() {
    return DEBOUNCE.toNanos() * stretch.factor();
  }
}
