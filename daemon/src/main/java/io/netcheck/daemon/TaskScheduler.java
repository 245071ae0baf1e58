// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks on one thread of its own, repeatedly or once. A task that throws is logged and runs
 * again at its next time. A plain {@link ScheduledThreadPoolExecutor} would drop it silently.
 *
 * <p>Thread-safe. Tasks never run at the same time.
 */
public final class TaskScheduler implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskScheduler.class);

  private static final Duration TURN = Duration.ofSeconds(5);

  private final String name;
  private final ScheduledThreadPoolExecutor executor;

  /**
   * @param name of the thread
   */
  public TaskScheduler(String name) {
    this.name = name;
    executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name(name).daemon().factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Runs {@code task} until the scheduler is closed, with {@code pause} before each run. */
  public void repeat(Duration pause, Runnable task) {
    Future<?> _ =
        executor.scheduleWithFixedDelay(
            () -> run(task), pause.toMillis(), pause.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Lets {@code watch} notice if the thread is dead or stuck in a task. */
  public TaskScheduler watchedBy(LoopWatch watch) {
    repeat(TURN, watch.watch(name, LoopWatch.PATIENCE));
    return this;
  }

  /** Runs {@code task} once after {@code delay}. Does nothing if the scheduler is closed. */
  public void runAfter(Duration delay, Runnable task) {
    try {
      Future<?> _ = executor.schedule(() -> run(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException _) {
      // Closed meanwhile: the result of the task is no longer needed.
    }
  }

  private void run(Runnable task) {
    if (executor.isShutdown()) {
      return; // The executor still starts tasks whose time came before the shutdown.
    }
    try {
      task.run();
    } catch (RuntimeException | Error e) {
      if (!executor.isShutdown()) {
        LOG.error("task failed thread={}", name, e);
      }
    }
  }

  /**
   * Starts no further task, and waits for the one that is running.
   *
   * @return whether it ended within {@code timeout}
   */
  public boolean finishWithin(Duration timeout) throws InterruptedException {
    executor.shutdown();
    return executor.awaitTermination(timeout.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Starts no further task and interrupts the one that is running. Does not wait for it. */
  @Override
  public void close() {
    executor.shutdownNow();
  }
}
