// SPDX-License-Identifier: Apache-2.0
package io.netcheck.agent.memory;

import io.netcheck.daemon.GarbageCollectionTrigger;
import java.time.Duration;

/**
 * Memory that this process holds but does not use: the garbage of its old generation, and the pages
 * that only its start needed.
 */
public final class UnusedMemory {
  /** By then an agent has its peers, and most of what it runs is compiled. */
  private static final Duration PAUSE = Duration.ofSeconds(30);

  /** Longer than a library is being loaded. */
  private static final Duration SETTLED = Duration.ofSeconds(1);

  /** In bytes. Less is not worth a collection, which pauses the probes for about 20 ms. */
  private static final long LEAST_GARBAGE = 2L * 1024 * 1024;

  private UnusedMemory() {}

  /** From now on gives it back, until this process ends. */
  public static void giveBack() {
    Thread _ = Thread.ofVirtual().name("memory").start(UnusedMemory::run);
  }

  private static void run() {
    GarbageCollectionTrigger garbage = GarbageCollectionTrigger.ofThisProcess(LEAST_GARBAGE);
    try {
      Thread.sleep(PAUSE);
      garbage.look();
      // After the collection, which runs code that is seldom needed.
      FilePages.release(SETTLED);
      while (true) {
        Thread.sleep(PAUSE);
        garbage.look();
      }
    } catch (InterruptedException _) {
      // Nobody interrupts it.
    }
  }
}
