// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import io.netcheck.daemon.ProcessClock;
import io.netcheck.protocol.IntervalStretch;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits until the next heartbeat is due by its {@link HeartbeatSchedule}, or something changes.
 * Thread-safe; one thread waits.
 */
final class HeartbeatPace {
  private final ProcessClock clock;
  private final HeartbeatSchedule schedule;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private boolean urgent;
  private volatile boolean closed;

  HeartbeatPace(Duration interval, ProcessClock clock) {
    this.clock = clock;
    this.schedule =
        new HeartbeatSchedule(
            interval, () -> ThreadLocalRandom.current().nextLong(), clock.nanoTime());
  }

  /** Ends the wait early, because something changed. Does not block. */
  void urge() {
    lock.lock();
    try {
      urgent = true;
      wake.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Ends this wait and all later ones. */
  void close() {
    lock.lock();
    try {
      closed = true;
      wake.signal();
    } finally {
      lock.unlock();
    }
  }

  boolean isClosed() {
    return closed;
  }

  /** An exporter asks for an interval like this, from the next wait on. */
  void stretch(IntervalStretch asked) {
    lock.lock();
    try {
      schedule.stretch(asked);
    } finally {
      lock.unlock();
    }
  }

  /** How the interval is stretched now. */
  IntervalStretch stretch() {
    lock.lock();
    try {
      return schedule.stretch();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until the next heartbeat is due. */
  void awaitNext() throws InterruptedException {
    lock.lock();
    try {
      long nanos = schedule.delayNanos(clock.nanoTime());
      while (nanos > 0 && !urgent && !closed) {
        nanos = wake.awaitNanos(nanos);
      }
      if (urgent && !closed) {
        long gather = schedule.gatherNanos();
        while (gather > 0 && !closed) {
          gather = wake.awaitNanos(gather);
        }
      }
      urgent = false;
      schedule.begin(clock.nanoTime());
    } finally {
      lock.unlock();
    }
  }
}
