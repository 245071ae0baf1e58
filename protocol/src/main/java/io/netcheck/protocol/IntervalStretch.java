// SPDX-License-Identifier: Apache-2.0
package io.netcheck.protocol;

import java.time.Duration;

/**
 * How many times its configured interval an agent waits between two heartbeats, because the
 * exporter is near its limit.
 *
 * @param factor from 1 to {@link #MOST}
 */
public record IntervalStretch(int factor) {
  /** The largest factor: half a minute instead of the usual five seconds. */
  public static final int MOST = 6;

  /** The interval as it is configured. */
  public static final IntervalStretch NONE = new IntervalStretch(1);

  /** As long as an interval can get. */
  public static final IntervalStretch FULL = new IntervalStretch(MOST);

  /** A longer interval is not stretched, and no other beyond this: orders wait for a minute. */
  private static final Duration LONGEST = Duration.ofSeconds(30);

  public IntervalStretch {
    if (factor < 1 || factor > MOST) {
      throw new IllegalArgumentException("not a factor from 1 to " + MOST + ": " + factor);
    }
  }

  /** Whether the interval is longer than configured. */
  public boolean isStretched() {
    return factor > 1;
  }

  /** The interval of an agent that is configured to {@code interval}. */
  public Duration of(Duration interval) {
    if (interval.compareTo(LONGEST) >= 0) {
      return interval;
    }
    Duration stretched = interval.multipliedBy(factor);
    return stretched.compareTo(LONGEST) < 0 ? stretched : LONGEST;
  }

  /**
   * A time that is meant for heartbeats every {@code interval}, for as many of the stretched ones.
   */
  public Duration of(Duration time, Duration interval) {
    return isStretched() && interval.isPositive()
        ? time.multipliedBy(of(interval).toMillis()).dividedBy(Math.max(1, interval.toMillis()))
        : time;
  }

  /** The longer one of this and {@code other}. */
  public IntervalStretch or(IntervalStretch other) {
    return factor >= other.factor ? this : other;
  }
}
