// SPDX-License-Identifier: Apache-2.0
package io.netcheck.lab.scenario;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition. */
public final class ConditionWait {
  private static final Duration PAUSE = Duration.ofMillis(250);

  private ConditionWait() {}

  /** Returns whether the condition became true in time. */
  public static boolean await(Duration patience, BooleanSupplier condition)
      throws InterruptedException {
    long start = System.nanoTime();
    while (true) {
      if (condition.getAsBoolean()) {
        return true;
      }
      if (System.nanoTime() - start > patience.toNanos()) {
        return false;
      }
      Thread.sleep(PAUSE);
    }
  }
}
