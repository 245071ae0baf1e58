// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.time.Duration;

/** Repeats a task in a thread of its own, until it is closed or the task is complete. */
public final class RepeatingThread implements AutoCloseable {
  private static final Duration LAST_TURN = Duration.ofSeconds(30);

  /** One run of the task. */
  @FunctionalInterface
  public interface Turn {
    /** Returns whether to run again. */
    boolean take() throws InterruptedException;
  }

  private final Thread thread;

  public RepeatingThread(String name, Turn turn) {
    thread = Thread.ofVirtual().name(name).start(() -> run(turn));
  }

  private static void run(Turn turn) {
    try {
      while (!Thread.currentThread().isInterrupted() && turn.take()) {}
    } catch (InterruptedException _) {
      // closed
    }
  }

  @Override
  public void close() {
    thread.interrupt();
    try {
      thread.join(LAST_TURN);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
