// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.service;

import io.netcheck.agent.probe.SocketErrors;
import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.FailureReason;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** When a check, or a part of it, must end. */
record CheckDeadline(ProcessClock clock, long nanoTime) {
  static CheckDeadline in(Duration time, ProcessClock clock) {
    return new CheckDeadline(clock, clock.nanoTime() + time.toNanos());
  }

  /**
   * How long a blocking call may take now: at least one millisecond, because 0 would mean no limit.
   */
  int remainingMillis() throws SocketTimeoutException {
    long nanos = remainingNanos();
    if (nanos <= 0) {
      throw new SocketTimeoutException("deadline passed");
    }
    return (int) Math.min(Integer.MAX_VALUE, (nanos + 999_999) / 1_000_000);
  }

  private boolean passed() {
    return remainingNanos() <= 0;
  }

  /** Why a check failed with {@code e}: after the deadline, any error is a timeout. */
  FailureReason reason(IOException e) {
    if (e instanceof FailedCheckException failed) {
      return failed.reason();
    }
    return passed() ? FailureReason.TIMEOUT : SocketErrors.blocking(e);
  }

  /** The deadline of the first of {@code parts}, which share the remaining time evenly. */
  CheckDeadline share(int parts) {
    return new CheckDeadline(clock, clock.nanoTime() + Math.max(0, remainingNanos()) / parts);
  }

  private long remainingNanos() {
    return nanoTime - clock.nanoTime();
  }
}
