// SPDX-License-Identifier: Apache-2.0
package io.netcheck.exporter.history;

import io.netcheck.daemon.http.ErrorCode;
import io.netcheck.daemon.http.HttpError;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets one request at a time read the changes of a history, because that can take much memory. One
 * that would have to wait for long is refused, so that requests for other things get their turn.
 * Thread-safe.
 */
final class ReplayTurn {
  private static final Duration PATIENCE = Duration.ofSeconds(1);

  private final ReentrantLock lock = new ReentrantLock();
  private final Duration patience;

  ReplayTurn() {
    this(PATIENCE);
  }

  /**
   * @param patience how long a request waits for others
   */
  ReplayTurn(Duration patience) {
    this.patience = patience;
  }

  /** Reads changes. */
  @FunctionalInterface
  interface Replay<T> {
    T get() throws IOException;
  }

  /**
   * Does it, once nobody else does.
   *
   * @throws HttpError 503 if others take too long
   */
  <T> T take(Replay<T> replay) throws HttpError {
    try {
      if (!lock.tryLock(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw overloaded();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw overloaded();
    }
    try {
      return replay.get();
    } catch (IOException e) {
      throw new IllegalStateException("cannot happen: these changes were checked", e);
    } finally {
      lock.unlock();
    }
  }

  private static HttpError overloaded() {
    return new HttpError(
        ErrorCode.OVERLOADED,
        "too many requests for past times at once; try again",
        "",
        Map.of("Retry-After", "1"));
  }
}
