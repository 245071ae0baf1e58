// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GarbageCollectionTriggerTest {
  private static final long MIB = 1024 * 1024;

  private final AtomicLong used = new AtomicLong();
  private final AtomicLong alive = new AtomicLong();
  private final AtomicInteger collections = new AtomicInteger();
  private final GarbageCollectionTrigger watch =
      new GarbageCollectionTrigger(8 * MIB, used::get, alive::get, collections::incrementAndGet);

  private int collections(long aliveMib, long usedMib) {
    alive.set(aliveMib * MIB);
    used.set(usedMib * MIB);
    collections.set(0);
    watch.look();
    return collections.get();
  }

  @Test
  void littleGarbageIsLeftAlone() {
    assertEquals(0, collections(0, 8));
    assertEquals(0, collections(10, 18));
  }

  @Test
  void aSmallHeapIsCollectedBeforeItGrows() {
    assertEquals(1, collections(0, 9));
    assertEquals(1, collections(10, 19));
  }

  @Test
  void aLargeHeapIsCollectedByItsPart() {
    assertEquals(0, collections(80, 120));
    assertEquals(1, collections(80, 121));
  }
}
