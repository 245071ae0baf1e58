// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.time.Duration;

/**
 * How often something may happen: a burst at once, and then one more each interval. It counts in
 * whole nanoseconds, so nothing is lost or won by rounding. Not thread-safe.
 */
public final class TokenBucket {
  /**
   * How often.
   *
   * @param interval until one more may happen; at least a nanosecond
   * @param burst how many may happen at once, at first and after a while without any
   */
  public record Rate(Duration interval, long burst) {
    public Rate {
      if (interval.isNegative() || interval.isZero()) {
        throw new IllegalArgumentException("interval is not positive: " + interval);
      }
    }

    /** So many a second, which may be less than one, or none. */
    public static Rate perSecond(double count, long burst) {
      // What is too large for a long, infinity among it, is its largest value: some 292 years.
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

  /** Whether it may happen once now. */
  public boolean has(long nowNanos) {
    long earned = (nowNanos - countedNanos) / intervalNanos;
    if (earned > 0) {
      tokens = earned >= rate.burst() - tokens ? rate.burst() : tokens + earned;
      countedNanos += earned * intervalNanos;
    }
    return tokens > 0;
  }

  /** Lets it happen once, if it may. */
  public boolean take(long nowNanos) {
    boolean may = has(nowNanos);
    if (may) {
      tokens--;
    }
    return may;
  }

  /** It did not happen after all. */
  public void giveBack() {
    tokens = Math.min(rate.burst(), tokens + 1);
  }
}
