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
 * Something made from files, and made anew when they say something else. When that fails, the last
 * one that could be made stays. Nobody watches: whoever asks looks at the files, at most once a
 * second, and the others take what there is meanwhile.
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
   * What there is.
   *
   * @param since when it was made, which is when the files last were good
   * @param successful whether that was the last attempt
   */
  public record Made<T>(T value, Instant since, boolean successful) {}

  /**
   * Makes the first one.
   *
   * @param name of all of it, for the log
   * @param maker throws {@link IllegalArgumentException} where it cannot be made from these files
   * @throws IllegalArgumentException if the first one cannot be made
   */
  public ReloadedValue(String name, ProcessClock clock, Function<ReadFiles, T> maker) {
    this.name = name;
    this.maker = maker;
    this.clock = clock;
    this.sources = new ReadFiles();
    this.made = new Made<>(maker.apply(sources), clock.instant(), true);
    this.lookedNanos = clock.nanoTime();
  }

  /** The newest one that could be made. */
  public T get() {
    return made().value();
  }

  /** The newest one that could be made, and how that went. */
  public Made<T> made() {
    if (clock.since(lookedNanos).compareTo(LOOK_EVERY) >= 0 && looking.tryLock()) {
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
      // Whatever it is: a request that happens to look must not fail for it.
      made = new Made<>(made.value(), made.since(), false);
      LOG.error("not reloaded, the last good one stays what={} reason={}", name, e.getMessage());
    }
    // Also those of a failure: it is said once, and tried again when they change again.
    sources = changed;
  }
}
