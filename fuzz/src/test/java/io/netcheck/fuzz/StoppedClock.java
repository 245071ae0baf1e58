// SPDX-License-Identifier: Apache-2.0
package io.netcheck.fuzz;

import io.netcheck.daemon.ProcessClock;
import java.time.Instant;

/** A clock that stands still, so that a run can be repeated. */
public final class StoppedClock implements ProcessClock {
  @Override
  public long nanoTime() {
    return 1_000_000_000_000L;
  }

  @Override
  public Instant instant() {
    return Instant.parse("2026-01-02T03:04:05Z");
  }
}
