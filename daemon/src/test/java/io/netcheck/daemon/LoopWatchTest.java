// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LoopWatchTest {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final LoopWatch watch =
      new LoopWatch(
          new ProcessClock() {
            @Override
            public long nanoTime() {
              return now.get();
            }

            @Override
            public Instant instant() {
              return Instant.EPOCH;
            }
          });

  private void pass(Duration time) {
    now.addAndGet(time.toNanos());
  }

  @Test
  void aLoopIsStalledAfterItsPatienceAndGoodAgainAfterItsNextTurn() {
    Runnable slow = watch.watch("slow", Duration.ofSeconds(90));
    Runnable quick = watch.watch("quick", Duration.ofSeconds(10));
    pass(Duration.ofSeconds(10));
    assertEquals(List.of(), watch.stalled());
    pass(Duration.ofNanos(1));
    assertEquals(List.of("quick"), watch.stalled());
    pass(Duration.ofSeconds(81));
    assertEquals(List.of("slow", "quick"), watch.stalled());
    quick.run();
    assertEquals(List.of("slow"), watch.stalled());
    slow.run();
    assertEquals(List.of(), watch.stalled());
  }

  @Test
  void aTaskThatNeverEndsStallsItsScheduler() {
    try (TaskScheduler scheduler = new TaskScheduler("stuck").watchedBy(watch)) {
      CountDownLatch stuck = new CountDownLatch(1);
      scheduler.runAfter(
          Duration.ZERO,
          () -> {
            stuck.countDown();
            try {
              new CountDownLatch(1).await();
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
          });
      await().until(() -> stuck.getCount() == 0);
      pass(LoopWatch.PATIENCE.plusNanos(1));
      assertEquals(List.of("stuck"), watch.stalled());
    }
  }

  @Test
  void anIdleSchedulerTurns() {
    try (TaskScheduler _ = new TaskScheduler("idle").watchedBy(watch)) {
      pass(LoopWatch.PATIENCE.plusNanos(1));
      await().atMost(Duration.ofSeconds(60)).until(() -> watch.stalled().isEmpty());
    }
  }
}
