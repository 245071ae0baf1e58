// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

/** How often something may happen: so many times a second, and a burst of so many. */
final class TokenBucket {
  /**
   * @param perSecond how many tokens come back in a second
   * @param burst how many there are at most, and at first
   */
  record Rate(double perSecond, double burst) {}

  private final Rate rate;
  private double tokens;
  private long refilledNanos;

  TokenBucket(Rate rate, long nowNanos) {
    this.rate = rate;
    this.tokens = rate.burst;
    this.refilledNanos = nowNanos;
  }

  /** Takes a token, if there is one. */
  boolean take(long nowNanos) {
    tokens = Math.min(rate.burst, tokens + (nowNanos - refilledNanos) / 1e9 * rate.perSecond);
    refilledNanos = nowNanos;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
