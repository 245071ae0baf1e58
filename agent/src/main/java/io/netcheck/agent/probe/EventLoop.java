// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all non-blocking sockets of an agent on one thread: readiness, tasks and timers in turn.
 *
 * <p>A turn is: what is ready, what is due, what was submitted. A task that is submitted while the
 * thread is awake costs no system call; work that starts on the thread itself, as from a {@link
 * DeadlineHandler}, costs no wake-up at all.
 */
public final class EventLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);

  /** What is to be called when a channel is ready. */
  @FunctionalInterface
  interface ReadyHandler {
    void ready();
  }

  /** Something with deadlines of its own; called on the loop's thread only. */
  public interface DeadlineHandler {
    /** Nanoseconds from {@code nowNanos} until {@link #run} is due; many when nothing waits. */
    long dueInNanos(long nowNanos);

    /** Does what is due. */
    void run(long nowNanos);
  }

  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final List<DeadlineHandler> timed = new ArrayList<>();
  private volatile boolean closed;

  public EventLoop() {
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().name("event-loop").daemon().unstarted(this::run);
    thread.start();
  }

  /** Has {@code task} run soon on the loop's thread; after {@link #close} it is dropped. */
  public void execute(Runnable task) {
    tasks.add(task);
    if (asleep.get() && Thread.currentThread() != thread && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  /** From now on the loop keeps the deadlines of {@code part}. */
  public void add(DeadlineHandler part) {
    execute(() -> timed.add(part));
  }

  /** The loop forgets {@code part}. */
  public void remove(DeadlineHandler part) {
    execute(() -> timed.remove(part));
  }

  /** Calls {@code handler} whenever {@code channel} is ready; on the loop's thread only. */
  void register(SelectableChannel channel, int operations, ReadyHandler handler)
      throws ClosedChannelException {
    channel.register(selector, operations, handler);
  }

  /**
   * Runs {@code task} with no other work of the loop beside it, and returns when it is done: on the
   * loop's thread, or here when that has ended.
   */
  void exclusively(Runnable task) {
    if (Thread.currentThread() == thread || ended(Duration.ZERO)) {
      task.run();
      return;
    }
    CountDownLatch done = new CountDownLatch(1);
    execute(() -> {
      try {
        task.run();
      } finally {
        done.countDown();
      }
    });
    try {
      if (!done.await(CLOSE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("event=event_loop_stuck waited_s={}", CLOSE_DEADLINE.toSeconds());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread and closes every channel that is still registered. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    if (Thread.currentThread() != thread && !ended(CLOSE_DEADLINE)) {
      LOG.warn("event=event_loop_stuck waited_s={}", CLOSE_DEADLINE.toSeconds());
    }
  }

  private boolean ended(Duration wait) {
    try {
      return !thread.isAlive() || (!wait.isZero() && thread.join(wait));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run() {
    try {
      while (!closed) {
        turn();
      }
    } catch (IOException e) {
      LOG.error("event=event_loop_ended", e);
    } finally {
      end();
    }
  }

  private void turn() throws IOException {
    long now = System.nanoTime();
    for (int i = 0; i < timed.size(); i++) {
      DeadlineHandler part = timed.get(i);
      if (part.dueInNanos(now) <= 0) {
        guarded(() -> part.run(now));
      }
    }
    runTasks();
    long wait = waitNanos();
    asleep.set(true);
    try {
      if (!tasks.isEmpty() || wait <= 0) {
        selector.selectNow(EventLoop::dispatch);
      } else {
        // Rounded up: waking a little late is right, waking early means waking twice.
        selector.select(EventLoop::dispatch, TimeUnit.NANOSECONDS.toMillis(wait + 999_999));
      }
    } finally {
      asleep.set(false);
    }
  }

  private long waitNanos() {
    long now = System.nanoTime();
    long wait = TimeUnit.HOURS.toNanos(1);
    for (int i = 0; i < timed.size(); i++) {
      wait = Math.min(wait, timed.get(i).dueInNanos(now));
    }
    return wait;
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      guarded(task);
    }
  }

  private static void dispatch(SelectionKey key) {
    ReadyHandler handler = (ReadyHandler) key.attachment();
    guarded(handler::ready);
  }

  /** One bad call must not end the loop for everybody; it is a bug, so it is logged whole. */
  private static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      LOG.error("event=event_loop_call_failed", e);
    }
  }

  private void end() {
    runTasks();
    try (selector) {
      for (SelectionKey key : selector.keys()) {
        closeQuietly(key.channel());
      }
    } catch (IOException e) {
      LOG.warn("event=selector_close_failed", e);
    }
  }

  /** Closes what nobody waits for any more; there is nothing to be done about a failure. */
  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("event=channel_close_failed", e);
    }
  }
}
