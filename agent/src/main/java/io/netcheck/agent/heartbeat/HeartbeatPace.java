// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.heartbeat;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * When the next heartbeat is sent: quickly one after the other at the start, then once per
 * interval, and soon after a change. Thread-safe; one thread waits.
 */
final class HeartbeatPace {
  /** Many links often change together. The first change waits this long for the others. */
  private static final Duration DEBOUNCE = Duration.ofMillis(200);

  /** A new agent needs peers soon, and its peers need to learn about it. */
  private static final Duration[] FIRST = {
    Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1), Duration.ofSeconds(2)
  };

  private static final double JITTER = 0.1;

  private final Duration interval;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private int waits;
  private boolean urgent;
  private volatile boolean closed;

  HeartbeatPace(Duration interval) {
    this.interval = interval;
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

  /** Waits until the next heartbeat is due. */
  void awaitNext() throws InterruptedException {
    lock.lock();
    try {
      long nanos = nextDelayNanos();
      while (nanos > 0 && !urgent && !closed) {
        nanos = wake.awaitNanos(nanos);
      }
      if (urgent && !closed) {
        long gather = DEBOUNCE.toNanos();
        while (gather > 0 && !closed) {
          gather = wake.awaitNanos(gather);
        }
      }
      urgent = false;
    } finally {
      lock.unlock();
    }
  }

  private long nextDelayNanos() {
    Duration regular =
        waits < FIRST.length && FIRST[waits].compareTo(interval) < 0 ? FIRST[waits] : interval;
    waits = Math.min(waits + 1, FIRST.length);
    double factor = 1 + JITTER * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return (long) (regular.toNanos() * factor);
  }
}
