// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one task every second on a thread of its own. */
final class PeriodicTask implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PeriodicTask.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ticker").daemon().factory());

  private final Runnable task;

  PeriodicTask(Runnable task) {
    this.task = task;
    var _ =
        executor.scheduleWithFixedDelay(
            this::run, PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A scheduler drops a task that throws, and says nothing. */
  private void run() {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("tick failed", e);
    }
  }

  /** Calls it out of turn, on the same thread. */
  void soon() {
    try {
      executor.execute(this::run);
    } catch (RejectedExecutionException _) {
      // It is closed, and nothing is to be done any more.
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
