// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.web;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private long nanos = Long.MAX_VALUE - 5;

  private final ProcessClock clock =
      new ProcessClock() {
        @Override
        public long nanoTime() {
          return nanos;
        }

        @Override
        public Instant instant() {
          return Instant.EPOCH;
        }
      };

  @Test
  void aBurstIsTakenAndThenOneEachInterval() {
    TokenBucket bucket = new TokenBucket(new Rate(Duration.ofNanos(10), 2), clock);
    assertTrue(bucket.take());
    assertTrue(bucket.take());
    assertFalse(bucket.take());
    nanos += 9;
    assertFalse(bucket.take());
    nanos += 1;
    assertTrue(bucket.take());
    assertFalse(bucket.take());
    nanos += 25;
    assertTrue(bucket.take());
    assertTrue(bucket.take());
    assertFalse(bucket.take());
    nanos += 5;
    assertTrue(bucket.take(), "what was over counts on");
    nanos += 1_000_000;
    assertTrue(bucket.take());
    assertTrue(bucket.take());
    assertFalse(bucket.take(), "no more than the burst is saved up");
  }
}
