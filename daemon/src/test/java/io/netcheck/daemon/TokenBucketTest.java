// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class TokenBucketTest {
  private long nanos = Long.MAX_VALUE - 5;

  @Test
  void aBurstIsTakenAndThenOneEachInterval() {
    TokenBucket bucket = new TokenBucket(new TokenBucket.Rate(Duration.ofNanos(10), 2), nanos);
    assertTrue(bucket.take(nanos));
    assertTrue(bucket.take(nanos));
    assertFalse(bucket.take(nanos));
    nanos += 9;
    assertFalse(bucket.take(nanos));
    nanos += 1;
    assertTrue(bucket.take(nanos));
    assertFalse(bucket.take(nanos));
    nanos += 25;
    assertTrue(bucket.take(nanos));
    assertTrue(bucket.take(nanos));
    assertFalse(bucket.take(nanos));
    nanos += 5;
    assertTrue(bucket.take(nanos), "what was over counts on");
    nanos += 1_000_000;
    assertTrue(bucket.take(nanos));
    assertTrue(bucket.take(nanos));
    assertFalse(bucket.take(nanos), "no more than the burst is saved up");
  }

  @Test
  void whatDidNotHappenCostsNothing() {
    TokenBucket bucket = new TokenBucket(TokenBucket.Rate.perSecond(0, 1), nanos);
    assertTrue(bucket.has(nanos));
    assertTrue(bucket.take(nanos));
    assertFalse(bucket.has(nanos + 1_000_000_000L), "none a second is none");
    bucket.giveBack();
    bucket.giveBack();
    assertTrue(bucket.take(nanos));
    assertFalse(bucket.take(nanos), "no more than the burst is given back");
  }

  @Test
  void aRateIsSaidInOneWayOrTheOther() {
    assertEquals(new TokenBucket.Rate(Duration.ofMillis(500), 3), TokenBucket.Rate.perSecond(2, 3));
    assertEquals(
        new TokenBucket.Rate(Duration.ofSeconds(2), 3), TokenBucket.Rate.perSecond(0.5, 3));
    assertThrows(IllegalArgumentException.class, () -> new TokenBucket.Rate(Duration.ZERO, 1));
  }
}
