// SPDX-License-Identifier: Apache-2.0
package io.netcheck.netty;

import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs what must not hold up an event loop, each on a virtual thread, up to a number of them.
 * Thread-safe.
 */
final class SlowWork implements AutoCloseable {
  private final int most;
  private final AtomicInteger running = new AtomicInteger();
  private final ExecutorService threads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("http-", 0).factory());

  /**
   * @param most that run or wait at the same time
   */
  SlowWork(int most) {
    this.most = most;
  }

  /** Begins {@code work}; false if there is no room for it. */
  boolean begin(Runnable work) {
    if (running.incrementAndGet() > most) {
      running.decrementAndGet();
      return false;
    }
    try {
      threads.execute(() -> {
        try {
          work.run();
        } finally {
          running.decrementAndGet();
        }
      });
      return true;
    } catch (RejectedExecutionException _) {
      running.decrementAndGet();
      return false;
    }
  }

  /** Runs the calculations of TLS handshakes, of which each connection has one at a time. */
  Executor handshakes() {
    return threads;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
