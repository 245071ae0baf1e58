// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.ProcessClock;
import java.time.Duration;
import java.time.Instant;

/** The system's monotonic clock, and a wall clock that is wrong and can jump on every call. */
final class JumpingClock implements ProcessClock {
  private final Duration offset;
  private final Duration jump;
  private int looks;

  JumpingClock(Duration offset, Duration jump) {
    this.offset = offset;
    this.jump = jump;
  }

  @Override
  public long nanoTime() {
    return System.nanoTime();
  }

  @Override
  public synchronized Instant instant() {
    looks++;
    return Instant.now().plus(offset).plus(looks % 2 == 0 ? jump : Duration.ZERO);
  }
}
