// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import io.netcheck.daemon.ProcessClock;

/** Lets requests through at a {@link Rate}. */
final class TokenBucket {
  private final Rate rate;
  private final ProcessClock clock;
  private final long intervalNanos;
  private long tokens;
  private long thenNanos;

  TokenBucket(Rate rate, ProcessClock clock) {
    this.rate = rate;
    this.clock = clock;
    this.intervalNanos = Math.max(1, rate.interval().toNanos());
    this.tokens = rate.burst();
    this.thenNanos = clock.nanoTime();
  }

  Rate rate() {
    return rate;
  }

  synchronized boolean take() {
    long earned = (clock.nanoTime() - thenNanos) / intervalNanos;
    if (earned > 0) {
      tokens = earned >= rate.burst() - tokens ? rate.burst() : tokens + earned;
      thenNanos += earned * intervalNanos;
    }
    if (tokens == 0) {
      return false;
    }
    tokens--;
    return true;
  }
}
