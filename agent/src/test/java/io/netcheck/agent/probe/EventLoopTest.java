// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.probe;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.LoopWatch;
import io.netcheck.daemon.ProcessClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class EventLoopTest {
  @Test
  void runsEveryTaskOfManyThreadsOnce() throws Exception {
    AtomicInteger sum = new AtomicInteger();
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM)) {
      CountDownLatch done = new CountDownLatch(40_000);
      for (int t = 0; t < 4; t++) {
        Thread.ofVirtual()
            .start(() -> {
              for (int i = 0; i < 10_000; i++) {
                loop.execute(() -> {
                  sum.incrementAndGet();
                  done.countDown();
                });
              }
            });
      }
      assertTrue(done.await(10, TimeUnit.SECONDS));
    }
    assertEquals(40_000, sum.get());
  }

  @Test
  void aFailingCallEndsNothing() {
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM)) {
      AtomicInteger calls = new AtomicInteger();
      loop.execute(() -> {
        throw new IllegalStateException("thrown by a test");
      });
      loop.execute(calls::incrementAndGet);
      await().atMost(Duration.ofSeconds(5)).until(() -> calls.get() == 1);
    }
  }

  @Test
  void aCallThatNeverEndsIsNoticed() throws InterruptedException {
    AtomicLong ahead = new AtomicLong();
    ProcessClock clock =
        new ProcessClock() {
          @Override
          public long nanoTime() {
            return System.nanoTime() + ahead.get();
          }

          @Override
          public Instant instant() {
            return Instant.EPOCH;
          }
        };
    LoopWatch watch = new LoopWatch(clock);
    CountDownLatch stuck = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (EventLoop loop = new EventLoop(clock)) {
      loop.watchedBy(watch);
      loop.execute(() -> {
        stuck.countDown();
        try {
          end.await();
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      });
      stuck.await();
      ahead.addAndGet(LoopWatch.PATIENCE.plusSeconds(1).toNanos());
      assertEquals(List.of("event-loop"), watch.stalled());
      end.countDown();
      await().atMost(Duration.ofSeconds(30)).until(() -> watch.stalled().isEmpty());
    }
  }

  @Test
  void keepsTheDeadlinesOfItsParts() {
    long start = System.nanoTime();
    AtomicInteger runs = new AtomicInteger();
    EventLoop.DeadlineHandler part =
        new EventLoop.DeadlineHandler() {
          private long nextNanos = start + 20_000_000;

          @Override
          public long dueInNanos(long nowNanos) {
            return nextNanos - nowNanos;
          }

          @Override
          public void run(long nowNanos) {
            assertTrue(nowNanos - nextNanos >= 0, "too early");
            nextNanos += 20_000_000;
            runs.incrementAndGet();
          }
        };
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM)) {
      loop.add(part);
      await().atMost(Duration.ofSeconds(5)).until(() -> runs.get() >= 5);
      assertTrue(System.nanoTime() - start >= 100_000_000);
      loop.remove(part);
      loop.exclusively(() -> {});
      int after = runs.get();
      await().during(Duration.ofMillis(100)).until(() -> runs.get() == after);
    }
  }

  @Test
  void keepsADeadlineThatComesWithAnAnswerAndIsBeforeAllOthers() throws IOException {
    AtomicLong nextNanos = new AtomicLong(Long.MAX_VALUE);
    AtomicInteger runs = new AtomicInteger();
    Pipe pipe = Pipe.open();
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
        Pipe.SourceChannel source = pipe.source();
        Pipe.SinkChannel sink = pipe.sink()) {
      loop.add(
          new EventLoop.DeadlineHandler() {
            @Override
            public long dueInNanos(long nowNanos) {
              long next = nextNanos.get();
              return next == Long.MAX_VALUE ? next : next - nowNanos;
            }

            @Override
            public void run(long nowNanos) {
              nextNanos.set(Long.MAX_VALUE);
              runs.incrementAndGet();
            }
          });
      source.configureBlocking(false);
      loop.execute(() -> {
        try {
          loop.register(
              source,
              SelectionKey.OP_READ,
              () -> {
                try {
                  source.read(ByteBuffer.allocate(1));
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
                nextNanos.set(System.nanoTime() + 20_000_000);
              });
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      });
      for (int i = 1; i <= 3; i++) {
        sink.write(ByteBuffer.wrap(new byte[1]));
        int expected = i;
        await().atMost(Duration.ofSeconds(5)).until(() -> runs.get() == expected);
      }
    }
  }

  @Test
  void timersRunInTheirOrderAndNotTooEarly() {
    List<String> ran = new CopyOnWriteArrayList<>();
    long start = System.nanoTime();
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM)) {
      loop.executeAt(
          start + 60_000_000,
          () -> ran.add(System.nanoTime() - start < 60_000_000 ? "too early" : "second"));
      loop.executeAt(start + 20_000_000, () -> ran.add("first"));
      await().atMost(Duration.ofSeconds(5)).until(() -> ran.size() == 2);
    }
    assertEquals(List.of("first", "second"), ran);
  }

  @Test
  void afterAPauseOnlyDeadlinesWaitForWhatIsRead() {
    List<String> ran = new CopyOnWriteArrayList<>();
    long due = System.nanoTime() + 20_000_000;
    EventLoop.DeadlineHandler part = deadline(due, ran);
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM)) {
      loop.execute(() -> {
        loop.add(part);
        loop.executeAt(due, () -> ran.add("timer"));
        LockSupport.parkNanos(200_000_000);
      });
      await().atMost(Duration.ofSeconds(5)).until(() -> ran.size() == 2);
    }
    assertEquals(List.of("timer", "deadline"), ran);
  }

  /** A deadline that is over by less than a pause, and an answer that came before it. */
  @Test
  void whatHasArrivedIsReadBeforeADeadlineIsKept() throws Exception {
    List<String> ran = new CopyOnWriteArrayList<>();
    Pipe busy = Pipe.open();
    Pipe answer = Pipe.open();
    long due = System.nanoTime() + 300_000_000;
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM)) {
      for (Pipe pipe : List.of(busy, answer)) {
        pipe.source().configureBlocking(false);
      }
      loop.add(deadline(due, ran));
      loop.exclusively(() -> {
        listen(loop, answer, () -> ran.add("answer"));
        listen(
            loop,
            busy,
            () -> {
              write(answer);
              LockSupport.parkNanos(due + 10_000_000 - System.nanoTime());
            });
      });
      write(busy);
      await().atMost(Duration.ofSeconds(5)).until(() -> ran.size() == 2);
    }
    assertEquals(List.of("answer", "deadline"), ran);
    busy.sink().close();
    answer.sink().close();
  }

  private static void listen(EventLoop loop, Pipe pipe, Runnable read) {
    try {
      loop.register(
          pipe.source(),
          SelectionKey.OP_READ,
          () -> {
            try {
              assertEquals(1, pipe.source().read(ByteBuffer.allocate(1)));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
            read.run();
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(Pipe pipe) {
    try {
      pipe.sink().write(ByteBuffer.allocate(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static EventLoop.DeadlineHandler deadline(long dueNanos, List<String> ran) {
    return new EventLoop.DeadlineHandler() {
      @Override
      public long dueInNanos(long nowNanos) {
        return ran.contains("deadline") ? TimeUnit.HOURS.toNanos(1) : dueNanos - nowNanos;
      }

      @Override
      public void run(long nowNanos) {
        ran.add("deadline");
      }
    };
  }

  @Test
  void anErrorEndsNothing() {
    try (EventLoop loop = new EventLoop(ProcessClock.SYSTEM)) {
      AtomicInteger calls = new AtomicInteger();
      loop.execute(() -> {
        throw new StackOverflowError("thrown by a test");
      });
      loop.execute(calls::incrementAndGet);
      await().atMost(Duration.ofSeconds(5)).until(() -> calls.get() == 1);
    }
  }

  @Test
  void closingEndsItsThreadAndItsChannels() throws Exception {
    AtomicReference<Thread> thread = new AtomicReference<>();
    Pipe pipe = Pipe.open();
    EventLoop loop = new EventLoop(ProcessClock.SYSTEM);
    pipe.source().configureBlocking(false);
    loop.exclusively(() -> {
      thread.set(Thread.currentThread());
      try {
        loop.register(pipe.source(), SelectionKey.OP_READ, () -> {});
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    });
    loop.close();
    assertFalse(thread.get().isAlive());
    assertFalse(pipe.source().isOpen());
    pipe.sink().close();
    AtomicInteger calls = new AtomicInteger();
    loop.exclusively(calls::incrementAndGet);
    assertEquals(1, calls.get(), "runs here once the thread has ended");
  }
}
