// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls one task every second on a thread of its own. */
final class Ticker implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Ticker.class);
  private static final long PERIOD_MILLIS = 1_000;

  private final ScheduledExecutorService executor =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("ticker").daemon().factory());

  Ticker(Runnable task) {
    var _ =
        executor.scheduleWithFixedDelay(
            () -> run(task), PERIOD_MILLIS, PERIOD_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** A scheduler drops a task that throws, and says nothing. */
  private static void run(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("tick failed", e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
