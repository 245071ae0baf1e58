// SPDX-License-Identifier: Apache-2.0
package io.netcheck.daemon.files;

import io.netcheck.daemon.ProcessClock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is read from files, and read again when their content changes. If that fails, the
 * last good value stays. No thread watches the files. A caller checks them, at most once a second,
 * and other callers meanwhile get the current value. A caller that cannot wait for files has them
 * checked by another thread. Thread-safe.
 */
public final class ReloadedValue<T> {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadedValue.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final String name;
  private final Function<ReadFiles, T> maker;
  private final ProcessClock clock;
  private final ReentrantLock looking = new ReentrantLock();

  private ReadFiles sources;
  private volatile long lookedNanos;
  private volatile Made<T> made;

  /**
   * The current value.
   *
   * @param since when it was read, which is when the files were last good
   * @param successful whether the last attempt succeeded
   */
  public record Made<T>(T value, Instant since, boolean successful) {}

  /**
   * Reads the first value.
   *
   * @param name of the value, for the log
   * @param maker throws {@link IllegalArgumentException} if the files are wrong
   * @throws IllegalArgumentException if the first value cannot be read
   */
  public ReloadedValue(String name, ProcessClock clock, Function<ReadFiles, T> maker) {
    this.name = name;
    this.maker = maker;
    this.clock = clock;
    this.sources = new ReadFiles();
    this.made = new Made<>(maker.apply(sources), clock.instant(), true);
    this.lookedNanos = clock.nanoTime();
  }

  /** The last good value. */
  public T get() {
    return made().value();
  }

  /**
   * The last good value, at once. A check of the files that is due begins on another thread, so
   * this returns what the check before found.
   */
  public T current() {
    if (isDue() && looking.tryLock()) {
      try {
        if (isDue()) {
          lookedNanos = clock.nanoTime();
          Thread _ = Thread.ofVirtual().name("reload").start(this::lookInTurn);
        }
      } finally {
        looking.unlock();
      }
    }
    return made.value();
  }

  private boolean isDue() {
    return clock.since(lookedNanos).compareTo(LOOK_EVERY) >= 0;
  }

  private void lookInTurn() {
    looking.lock();
    try {
      look();
    } finally {
      looking.unlock();
    }
  }

  /** The last good value, and whether the last attempt succeeded. */
  public Made<T> made() {
    if (isDue() && looking.tryLock()) {
      try {
        look();
      } finally {
        lookedNanos = clock.nanoTime();
        looking.unlock();
      }
    }
    return made;
  }

  private void look() {
    if (!sources.haveChanged()) {
      return;
    }
    ReadFiles changed = new ReadFiles();
    try {
      made = new Made<>(maker.apply(changed), clock.instant(), true);
      LOG.info("reloaded what={}", name);
    } catch (RuntimeException e) {
      // Any exception: the request that happens to check the files must not fail.
      made = new Made<>(made.value(), made.since(), false);
      LOG.error(
          "reload failed, the last good value stays what={} reason=\"{}\"", name, e.getMessage());
    }
    // Also after a failure: it is logged once, and the next attempt follows the next change.
    sources = changed;
  }
}
