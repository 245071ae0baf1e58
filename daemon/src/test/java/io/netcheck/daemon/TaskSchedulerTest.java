// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TaskSchedulerTest {
  private static final Duration PAUSE = Duration.ofMillis(1);

  @Test
  void aTaskThatThrowsRunsAgain() {
    AtomicInteger runs = new AtomicInteger();
    try (TaskScheduler scheduler = new TaskScheduler("test")) {
      scheduler.repeat(
          PAUSE,
          () -> {
            if (runs.incrementAndGet() % 2 == 0) {
              throw new IllegalStateException("on purpose");
            }
            throw new AssertionError("on purpose");
          });
      await().until(() -> runs.get() > 3);
    }
  }

  @Test
  void aSingleTaskRunsOnceOnTheNamedThread() throws InterruptedException {
    CountDownLatch ran = new CountDownLatch(1);
    String[] thread = {""};
    try (TaskScheduler scheduler = new TaskScheduler("test-once")) {
      scheduler.runAfter(
          Duration.ZERO,
          () -> {
            thread[0] = Thread.currentThread().getName();
            ran.countDown();
          });
      assertTrue(ran.await(10, TimeUnit.SECONDS));
    }
    assertEquals("test-once", thread[0]);
  }

  @Test
  void finishingWaitsForTheRunningTaskAndDropsTheWaitingOnes() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    AtomicBoolean ended = new AtomicBoolean();
    AtomicBoolean dropped = new AtomicBoolean(true);
    try (TaskScheduler scheduler = new TaskScheduler("test")) {
      CountDownLatch finish = new CountDownLatch(1);
      scheduler.runAfter(
          Duration.ZERO,
          () -> {
            started.countDown();
            try {
              ended.set(finish.await(10, TimeUnit.SECONDS));
            } catch (InterruptedException _) {
              Thread.currentThread().interrupt();
            }
          });
      scheduler.runAfter(Duration.ofMillis(1), () -> dropped.set(false));
      assertTrue(started.await(10, TimeUnit.SECONDS));
      assertFalse(scheduler.finishWithin(Duration.ZERO));
      finish.countDown();
      assertTrue(scheduler.finishWithin(Duration.ofSeconds(10)));
    }
    assertTrue(ended.get());
    assertTrue(dropped.get());
  }

  @Test
  void closingInterruptsTheRunningTaskAndLaterTasksAreIgnored() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    AtomicBoolean ranLater = new AtomicBoolean();
    TaskScheduler scheduler = new TaskScheduler("test");
    scheduler.runAfter(
        Duration.ZERO,
        () -> {
          started.countDown();
          try {
            Thread.sleep(Duration.ofMinutes(1));
          } catch (InterruptedException _) {
            interrupted.countDown();
          }
        });
    assertTrue(started.await(10, TimeUnit.SECONDS));
    scheduler.close();
    assertTrue(interrupted.await(10, TimeUnit.SECONDS));
    scheduler.runAfter(Duration.ZERO, () -> ranLater.set(true));
    assertTrue(scheduler.finishWithin(Duration.ofSeconds(10)));
    assertFalse(ranLater.get());
  }
}
