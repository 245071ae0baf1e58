// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Notices loops of a process that no longer turn, because their thread has ended or waits for ever.
 * The pages for health and readiness tell it, so that an orchestrator can restart it. Thread-safe.
 */
public final class LoopWatch {
  /** For loops that turn every few seconds: several times their longest turn on a busy machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final class WatchedLoop {
    final String name;
    final long patienceNanos;
    volatile long turnedNanos;

    WatchedLoop(String name, Duration patience, long nowNanos) {
      this.name = name;
      this.patienceNanos = patience.toNanos();
      this.turnedNanos = nowNanos;
    }
  }

  private final ProcessClock clock;
  private final List<WatchedLoop> loops = new CopyOnWriteArrayList<>();

  public LoopWatch(ProcessClock clock) {
    this.clock = clock;
  }

  /**
   * Watches a loop from now on.
   *
   * @param patience the longest time between two turns
   * @return called by the loop at each turn; does not block
   */
  public Runnable watch(String name, Duration patience) {
    WatchedLoop loop = new WatchedLoop(name, patience, clock.nanoTime());
    loops.add(loop);
    return () -> loop.turnedNanos = clock.nanoTime();
  }

  /** The names of the loops that have not turned for longer than their patience. */
  public List<String> stalled() {
    long now = clock.nanoTime();
    return loops.stream()
        .filter(loop -> now - loop.turnedNanos > loop.patienceNanos)
        .map(loop -> loop.name)
        .toList();
  }
}
