// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Breaks off what takes too long: a handshake, a request and its answer, all together. An interrupt
 * closes the channel that a thread waits for ({@link java.nio.channels.InterruptibleChannel}).
 *
 * <p>The JDK's server has deadlines of its own, and with TLS they do not hold: to close a
 * connection it first says goodbye, for which it waits until whoever writes to it is done, and with
 * it wait all other deadlines ({@code SSLStreams.EngineWrapper.wrapLock}).
 */
final class RequestWatchdog implements Executor, AutoCloseable {
  private final Executor executor;
  private final long millis;
  private final ScheduledThreadPoolExecutor watchdog;

  /**
   * @param executor runs every task on a thread of its own
   */
  RequestWatchdog(Executor executor, Duration longest) {
    this.executor = executor;
    this.millis = longest.toMillis();
    watchdog =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().name("http-deadline").daemon().factory());
    watchdog.setRemoveOnCancelPolicy(true);
  }

  @Override
  public void execute(Runnable task) {
    executor.execute(() -> {
      Thread thread = Thread.currentThread();
      Future<?> end;
      try {
        end = watchdog.schedule(thread::interrupt, millis, TimeUnit.MILLISECONDS);
      } catch (RejectedExecutionException _) {
        return; // It is closed, and so are all connections.
      }
      try {
        task.run();
      } finally {
        end.cancel(false);
      }
    });
  }

  @Override
  public void close() {
    watchdog.shutdownNow();
  }
}
