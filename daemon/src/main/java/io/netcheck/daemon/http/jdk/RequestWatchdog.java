// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.http.jdk;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Interrupts a request that takes too long in total: the handshake, the request and the response.
 * An interrupt closes the channel that the thread waits for ({@link
 * java.nio.channels.InterruptibleChannel}).
 *
 * <p>The server of the JDK has its own deadlines, but they do not work with TLS. To close a
 * connection, the server first sends a close message, and for that it waits until the current
 * writer of the connection is done. All other deadlines wait meanwhile ({@code
 * SSLStreams.EngineWrapper.wrapLock}).
 */
final class RequestWatchdog implements Executor, AutoCloseable {
  private final Executor executor;
  private final long millis;
  private final ScheduledThreadPoolExecutor watchdog;

  /**
   * @param executor runs each task on a separate thread
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
        return; // The watchdog is closed, and with it all connections.
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
