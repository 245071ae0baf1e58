// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.assess;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.exporter.mesh.TestMesh;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told how much time goes by. */
public final class TestClock implements ProcessClock {
  private final AtomicLong nanos = new AtomicLong();

  @Override
  public long nanoTime() {
    return nanos.get();
  }

  @Override
  public Instant instant() {
    return TestMesh.NOW.plusNanos(nanos.get());
  }

  public void advance(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}
