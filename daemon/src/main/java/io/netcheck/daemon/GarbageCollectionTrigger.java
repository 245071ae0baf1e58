// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.function.LongSupplier;

/**
 * Has the old generation collected when garbage is a large part of it. The serial collector lets it
 * grow to {@code -Xmx} first, and what a small cluster leaves there in a minute is more than all it
 * needs: the collection takes a twentieth of a second, and gives the memory back.
 */
public final class GarbageCollectionTrigger {
  /** Of a large heap, whose collection takes longer, this part may be garbage. */
  private static final double PART = 0.5;

  private final long leastBytes;
  private final LongSupplier used;
  private final LongSupplier alive;
  private final Runnable collect;

  /**
   * @param leastBytes less garbage is left alone
   * @param used bytes of the old generation
   * @param alive of them after it was last collected
   * @param collect collects it
   */
  GarbageCollectionTrigger(
      long leastBytes, LongSupplier used, LongSupplier alive, Runnable collect) {
    this.leastBytes = leastBytes;
    this.used = used;
    this.alive = alive;
    this.collect = collect;
  }

  /**
   * Over this process's heap; never collects where the collector has no old generation.
   *
   * @param leastBytes less garbage is left alone
   */
  public static GarbageCollectionTrigger ofThisProcess(long leastBytes) {
    for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
      boolean old = pool.getType() == MemoryType.HEAP && pool.getName().equals("Tenured Gen");
      if (old) {
        return new GarbageCollectionTrigger(
            leastBytes,
            () -> pool.getUsage().getUsed(),
            () -> pool.getCollectionUsage().getUsed(),
            System::gc);
      }
    }
    return new GarbageCollectionTrigger(leastBytes, () -> 0, () -> 0, () -> {});
  }

  /** To be called regularly. */
  public void look() {
    long left = alive.getAsLong();
    if (used.getAsLong() - left > Math.max(leastBytes, (long) (PART * left))) {
      collect.run();
    }
  }
}
