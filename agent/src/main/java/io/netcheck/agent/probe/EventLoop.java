// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import io.netcheck.daemon.LoopWatch;
import io.netcheck.daemon.ProcessClock;
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
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all non-blocking sockets of an agent on one thread.
 *
 * <p>Each turn runs the deadlines and the timers that are due, then the submitted tasks, then the
 * handlers of ready channels. After a pause of this process, it only reads for a while before it
 * keeps deadlines: answers may wait in the sockets, or were paused as well. A task that is
 * submitted while the thread is awake costs no system call. Work that starts on the thread itself,
 * such as in a {@link DeadlineHandler} or by a timer, costs no wake-up.
 */
public final class EventLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EventLoop.class);
  private static final Duration CLOSE_DEADLINE = Duration.ofSeconds(2);

  /** A deadline that is missed by more means that this process was paused. */
  private static final long PAUSE_NANOS = 50_000_000L;

  /** After a pause, deadlines are kept when the loop has listened for so long. */
  private static final long LISTEN_NANOS = 100_000_000L;

  private static final long TURN_NANOS = 5_000_000_000L;

  /** Called when a channel is ready. */
  @FunctionalInterface
  interface ReadyHandler {
    void ready();
  }

  /** A part with its own deadlines. Called only on the loop's thread. */
  public interface DeadlineHandler {
    /** Nanoseconds from {@code nowNanos} until {@link #run} is due; a large number if idle. */
    long dueInNanos(long nowNanos);

    /** Handles the deadlines that have passed. */
    void run(long nowNanos);
  }

  private record Timer(long dueNanos, Runnable task) {}

  private final ProcessClock clock;
  private final Selector selector;
  private final Thread thread;
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean asleep = new AtomicBoolean();
  private final List<DeadlineHandler> timed = new ArrayList<>();
  private final Queue<Timer> timers =
      // Compared by difference, because nanoTime may overflow: see System.nanoTime.
      new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private long pausedUntilNanos;

  /** No deadline was earlier when the loop looked last. One that was kept since may still be it. */
  private long earliestNanos;

  private boolean listening;
  private boolean noticed;
  private volatile boolean closed;

  public EventLoop(ProcessClock clock) {
    this.clock = clock;
    this.pausedUntilNanos = clock.nanoTime();
    this.earliestNanos = pausedUntilNanos;
    try {
      selector = Selector.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    thread = Thread.ofPlatform().name("event-loop").daemon().unstarted(this::run);
    thread.start();
  }

  /** Runs {@code task} soon on the loop's thread; after {@link #close} it is dropped. */
  public void execute(Runnable task) {
    tasks.add(task);
    if (asleep.get() && Thread.currentThread() != thread && asleep.compareAndSet(true, false)) {
      selector.wakeup();
    }
  }

  /** As {@link #execute}, but at once if the loop's thread calls it. */
  void executeAtOnce(Runnable task) {
    if (Thread.currentThread() == thread) {
      task.run();
    } else {
      execute(task);
    }
  }

  /**
   * Runs {@code task} on the loop's thread when {@code nanoTime} has come, at most a millisecond
   * later if nothing else is to be done. After a pause of this process it runs at once.
   */
  public void executeAt(long nanoTime, Runnable task) {
    executeAtOnce(() -> timers.add(new Timer(nanoTime, task)));
  }

  /** Lets {@code watch} notice if the loop has ended or is stuck in a call. */
  public void watchedBy(LoopWatch watch) {
    Runnable turned = watch.watch(thread.getName(), LoopWatch.PATIENCE);
    execute(() -> turn(turned));
  }

  private void turn(Runnable turned) {
    turned.run();
    executeAt(clock.nanoTime() + TURN_NANOS, () -> turn(turned));
  }

  /** Adds {@code part}, whose deadlines the loop then keeps. */
  public void add(DeadlineHandler part) {
    execute(() -> timed.add(part));
  }

  /** Removes {@code part}. */
  public void remove(DeadlineHandler part) {
    execute(() -> timed.remove(part));
  }

  /** Calls {@code handler} whenever {@code channel} is ready. Call it on the loop's thread. */
  void register(SelectableChannel channel, int operations, ReadyHandler handler)
      throws ClosedChannelException {
    channel.register(selector, operations, handler);
  }

  /**
   * Whether a probe that waited for this loop since {@code askedNanos} has too little time left for
   * an answer.
   */
  static boolean isTooLate(long askedNanos, long deadlineNanos, long nowNanos) {
    return nowNanos - askedNanos > (deadlineNanos - askedNanos) / 2;
  }

  /**
   * Whether this process was paused since {@code sentNanos}, so that nobody knows how long an
   * answer that is read now has waited. Call it on the loop's thread.
   *
   * @param deadlineNanos of the answer; both on the scale of {@link ProcessClock#nanoTime}
   */
  boolean wasPaused(long sentNanos, long deadlineNanos, long nowNanos) {
    return sentNanos - pausedUntilNanos < 0 || nowNanos - deadlineNanos > PAUSE_NANOS;
  }

  /**
   * Runs {@code task} while no other work of the loop runs, and returns when it is done. It runs on
   * the loop's thread, or on the calling thread if the loop has ended.
   */
  public void exclusively(Runnable task) {
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
        LOG.warn("event loop stuck waited_s={}", CLOSE_DEADLINE.toSeconds());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the thread and closes all channels that are still registered. */
  @Override
  public void close() {
    closed = true;
    selector.wakeup();
    if (Thread.currentThread() != thread && !ended(CLOSE_DEADLINE)) {
      LOG.warn("event loop stuck waited_s={}", CLOSE_DEADLINE.toSeconds());
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
      LOG.error("event loop ended", e);
    } finally {
      end();
    }
  }

  private void turn() throws IOException {
    keepDeadlines();
    runTimers();
    runTasks();
    long wait = waitNanos();
    asleep.set(true);
    try {
      if (!tasks.isEmpty() || wait <= 0) {
        selector.selectNow(dispatch);
      } else {
        // Rounded up, because waking early would mean waking twice.
        selector.select(dispatch, TimeUnit.NANOSECONDS.toMillis(wait + 999_999));
      }
    } finally {
      asleep.set(false);
    }
  }

  private void keepDeadlines() throws IOException {
    long now = notice();
    if (listening && now - pausedUntilNanos < LISTEN_NANOS) {
      return;
    }
    listening = false;
    if (earliestNanos - now > 0) {
      return;
    }
    // A wait that a signal ended has read nothing, and an answer may be there.
    selector.selectNow(dispatch);
    for (int i = 0; i < timed.size(); i++) {
      DeadlineHandler part = timed.get(i);
      if (part.dueInNanos(now) <= 0) {
        guarded(() -> part.run(now));
      }
    }
  }

  /** Notices a pause of this process, and returns the time. */
  private long notice() {
    noticed = true;
    long now = clock.nanoTime();
    if (earliestNanos - now <= 0) {
      // Its answer may have come since.
      earliestNanos = now + dueInNanos(now);
    }
    // A process that is always late must keep its deadlines too.
    if (!listening && earliestNanos - now < -PAUSE_NANOS) {
      listening = true;
      pausedUntilNanos = now;
    }
    return now;
  }

  private long waitNanos() {
    noticed = false;
    long now = clock.nanoTime();
    earliestNanos = now + dueInNanos(now);
    long wait = (listening ? pausedUntilNanos + LISTEN_NANOS : earliestNanos) - now;
    Timer next = timers.peek();
    return next == null ? wait : Math.min(wait, next.dueNanos - now);
  }

  private long dueInNanos(long nowNanos) {
    long due = TimeUnit.HOURS.toNanos(1);
    for (int i = 0; i < timed.size(); i++) {
      due = Math.min(due, timed.get(i).dueInNanos(nowNanos));
    }
    return due;
  }

  private void runTimers() {
    long now = clock.nanoTime();
    for (Timer next = timers.peek();
        next != null && next.dueNanos - now <= 0;
        next = timers.peek()) {
      timers.remove();
      guarded(next.task);
    }
  }

  private void runTasks() {
    for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
      guarded(task);
    }
  }

  private void dispatch(SelectionKey key) {
    if (!noticed) {
      notice();
    }
    // Not by the method below: it would cost a lambda for each datagram.
    try {
      ((ReadyHandler) key.attachment()).ready();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  /** A failed call is a bug. It must not end the loop for all others, so it is only logged. */
  static void guarded(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException | Error e) {
      failed(e);
    }
  }

  private static void failed(Throwable e) {
    LOG.error("a call of a probing thread failed", e);
  }

  private void end() {
    runTasks();
    try (selector) {
      for (SelectionKey key : selector.keys()) {
        closeQuietly(key.channel());
      }
    } catch (IOException e) {
      LOG.warn("selector close failed", e);
    }
  }

  /** Closes a channel that is no longer needed, so a failure does not matter. */
  static void closeQuietly(Channel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("channel close failed", e);
    }
  }
}
