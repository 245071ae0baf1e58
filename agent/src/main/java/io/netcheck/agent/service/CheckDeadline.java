// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.daemon.ProcessClock;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** The moment at which a check, or a part of it, has to come to an end. */
record CheckDeadline(ProcessClock clock, long nanoTime) {
  static CheckDeadline in(Duration time, ProcessClock clock) {
    return new CheckDeadline(clock, clock.nanoTime() + time.toNanos());
  }

  /** What a blocking call may take now; at least one millisecond, for 0 means "for ever" there. */
  int remainingMillis() throws SocketTimeoutException {
    long nanos = remainingNanos();
    if (nanos <= 0) {
      throw new SocketTimeoutException("deadline passed");
    }
    return (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }

  boolean passed() {
    return remainingNanos() <= 0;
  }

  /** The deadline of the first of {@code parts} that share the rest of the time evenly. */
  CheckDeadline share(int parts) {
    return new CheckDeadline(clock, clock.nanoTime() + Math.max(0, remainingNanos()) / parts);
  }

  private long remainingNanos() {
    return nanoTime - clock.nanoTime();
  }
}
