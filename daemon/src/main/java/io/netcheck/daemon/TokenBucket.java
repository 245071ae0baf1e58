// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.time.Duration;

/**
 * A rate limit: a burst at once, and then one event per interval. It counts whole nanoseconds, so
 * rounding loses nothing. Not thread-safe.
 */
public final class TokenBucket {
  /**
   * The rate.
   *
   * @param interval until one more event is allowed; at least a nanosecond
   * @param burst how many events are allowed at once, at first and after a pause
   */
  public record Rate(Duration interval, long burst) {
    public Rate {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("interval is not positive: " + interval);
      }
    }

    /** A number of events per second, which can be below one, or zero. */
    public static Rate perSecond(double count, long burst) {
      // The cast turns a value that is too large, or infinity, into Long.MAX_VALUE: 292 years.
      return new Rate(Duration.ofNanos((long) (1e9 / count)), burst);
    }
  }

  private final Rate rate;
  private final long intervalNanos;
  private long tokens;
  private long countedNanos;

  public TokenBucket(Rate rate, long nowNanos) {
    this.rate = rate;
    this.intervalNanos = rate.interval().toNanos();
    this.tokens = rate.burst();
    this.countedNanos = nowNanos;
  }

  public Rate rate() {
    return rate;
  }

  /** Whether one event is allowed now. */
  public boolean has(long nowNanos) {
    long earned = (nowNanos - countedNanos) / intervalNanos;
    if (earned > 0) {
      tokens = earned >= rate.burst() - tokens ? rate.burst() : tokens + earned;
      countedNanos += earned * intervalNanos;
    }
    return tokens > 0;
  }

  /** Takes one event if it is allowed. */
  public boolean take(long nowNanos) {
    boolean may = has(nowNanos);
    if (may) {
      tokens--;
    }
    return may;
  }

  /** Gives one event back. */
  public void giveBack() {
    tokens = Math.min(rate.burst(), tokens + 1);
  }
}
