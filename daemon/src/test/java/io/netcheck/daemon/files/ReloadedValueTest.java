// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.files;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netcheck.daemon.ProcessClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadedValueTest {
  @TempDir private Path folder;
  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger makings = new AtomicInteger();
  private Path file;

  private final ProcessClock clock =
      new ProcessClock() {
        @Override
        public long nanoTime() {
          return nanos.get();
        }

        @Override
        public Instant instant() {
          return Instant.EPOCH.plusNanos(nanos.get());
        }
      };

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("number");
    Files.writeString(file, "1");
  }

  private ReloadedValue<Integer> number() {
    return new ReloadedValue<>(
        "number",
        clock,
        files -> {
          makings.incrementAndGet();
          return Integer.valueOf(files.text(file));
        });
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void aSecondLater() {
    nanos.addAndGet(1_000_000_000L);
  }

  @Test
  void whatChangedIsReadASecondLater() throws IOException {
    ReloadedValue<Integer> number = number();
    Files.writeString(file, "2");
    assertEquals(1, number.get());
    aSecondLater();
    assertEquals(2, number.get());
    assertEquals(Instant.ofEpochSecond(1), number.made().since());
  }

  /** An event loop asks, and a file can be on a network drive that does not answer. */
  @Test
  void whoCannotWaitGetsTheValueWhileAnotherThreadReads() throws Exception {
    CountDownLatch readable = new CountDownLatch(1);
    ReloadedValue<Integer> number =
        new ReloadedValue<>(
            "number",
            clock,
            files -> {
              if (makings.getAndIncrement() > 0) {
                waitFor(readable);
              }
              return Integer.valueOf(files.text(file));
            });
    Files.writeString(file, "2");
    aSecondLater();
    assertEquals(1, number.current());
    await().until(() -> makings.get() == 2);
    aSecondLater();
    assertEquals(1, number.current());
    readable.countDown();
    await().until(() -> number.current() == 2);
  }

  @Test
  void aChangeWithTheSameTimeAndSizeIsSeen() throws IOException {
    FileTime time = Files.getLastModifiedTime(file);
    ReloadedValue<Integer> number = number();
    Files.writeString(file, "2");
    Files.setLastModifiedTime(file, time);
    aSecondLater();
    assertEquals(2, number.get());
  }

  @Test
  void whatIsBrokenLeavesTheOldOneAndIsTriedOnce() throws IOException {
    ReloadedValue<Integer> number = number();
    Files.writeString(file, "two");
    aSecondLater();
    assertEquals(1, number.get());
    assertFalse(number.made().successful());
    assertEquals(Instant.EPOCH, number.made().since());
    aSecondLater();
    assertEquals(1, number.get());
    assertEquals(2, makings.get());
    Files.writeString(file, "3");
    aSecondLater();
    assertEquals(3, number.get());
    assertTrue(number.made().successful());
  }

  @Test
  void aFileThatIsGoneLeavesTheOldOneUntilItIsBack() throws IOException {
    ReloadedValue<Integer> number = number();
    Files.delete(file);
    aSecondLater();
    assertEquals(1, number.get());
    assertFalse(number.made().successful());
    Files.writeString(file, "1");
    aSecondLater();
    assertTrue(number.made().successful());
  }

  @Test
  void aFileOfMoreThanAMegabyteIsNotRead() throws IOException {
    Files.writeString(file, "0".repeat(1 << 20));
    ReloadedValue<Integer> number = number();
    Files.writeString(file, "0".repeat((1 << 20) + 1));
    aSecondLater();
    assertEquals(0, number.get());
    assertFalse(number.made().successful());
  }

  /** As the kubelet changes a Secret: a link to a folder is replaced by another one. */
  @Test
  void aSwappedLinkIsSeen() throws IOException {
    Path first = Files.createDirectory(folder.resolve("..1"));
    Path second = Files.createDirectory(folder.resolve("..2"));
    Files.writeString(first.resolve("number"), "1");
    Files.writeString(second.resolve("number"), "2");
    Path data = Files.createSymbolicLink(folder.resolve("..data"), first);
    file = data.resolve("number");
    ReloadedValue<Integer> number = number();
    Path next = Files.createSymbolicLink(folder.resolve("..next"), second);
    Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
    aSecondLater();
    assertEquals(2, number.get());
  }

  @Test
  void theFirstOneHasToBeGood() throws IOException {
    Files.writeString(file, "one");
    assertThrows(IllegalArgumentException.class, this::number);
  }
}
